package io.bursar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers see whole batches, and pages by cursor neither repeat nor miss, while the book grows and is sealed. */
class ReadsUnderWritesTest {
    private static final int USERS = 20;
    private static final AccountRef FIRST = AccountRef.of("users/0", "inr");

    private final long seed = Long.getLong("bursar.seed", System.nanoTime());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean stop = new AtomicBoolean();
    private TestDatabase database;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabases.create();
        try (Connection owner = database.connect()) {
            LedgerSchema.install(owner);
        }
        ledger = open(database);
        ledger.submit(new Command.DefineChart(
                        new Chart(List.of(
                                Chart.Pattern.of("users/{user}", AccountKind.LIABILITY),
                                Chart.Pattern.of("cash", AccountKind.ASSET))),
                        Terms.NONE))
                .get();
    }

    private static Ledger open(TestDatabase database) {
        return Ledger.open(LedgerConfig.of(database.dataSource(), 1)
                .withLimits(LedgerConfig.Limits.STANDARD.withPartitionBits(13)));
    }

    @AfterEach
    void close() {
        stop.set(true);
        threads.shutdownNow();
        ledger.close();
        database.close();
    }

    /** Rounds of transfers between users, which leave the sum of all users as it was. */
    private Future<?> write(int rounds) {
        Random random = new Random(seed);
        return threads.submit(() -> {
            for (int round = 0; round < rounds && !stop.get(); round++) {
                List<Command> commands = new ArrayList<>();
                for (int i = 0; i < 400; i++) {
                    int from = random.nextInt(USERS);
                    int to = (from + 1 + random.nextInt(USERS - 1)) % USERS;
                    commands.add(new Command.Transact(
                            List.of(Leg.of("users/" + from, "users/" + to, 1 + random.nextInt(50), "inr")),
                            Terms.NONE.withReference("r" + round + "-" + i)));
                }
                List<Outcome> outcomes = ledger.submitAll(
                                commands, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofSeconds(20))
                        .get();
                assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Applied);
            }
            return null;
        });
    }

    @Test
    void a_reader_never_sees_a_torn_batch() throws Exception {
        System.out.println("seed " + seed);
        Future<?> writer = write(60);
        long lastSeen = 0;
        int reads = 0;
        while (!writer.isDone()) {
            TrialBalance balance = ledger.reader().trialBalance();
            assertThat(balance.isBalanced())
                    .as("seed %d at %d", seed, balance.asOf())
                    .isTrue();
            assertThat(balance.asOf()).isGreaterThanOrEqualTo(lastSeen);
            lastSeen = balance.asOf();
            reads++;
        }
        writer.get();
        assertThat(reads).isGreaterThan(5);
        assertThat(ledger.reader().trialBalance().isBalanced()).isTrue();
    }

    @Test
    void pages_of_history_neither_repeat_nor_miss_under_writes() throws Exception {
        System.out.println("seed " + seed);
        Future<?> writer = write(80);
        while (!writer.isDone()) {
            checkPages();
        }
        writer.get();
        List<HistoryEntry> whole = checkPages();
        assertThat(whole.size()).isGreaterThan(1_000);
        assertThat(whole.getFirst().balance())
                .isEqualTo(ledger.reader().account(FIRST).orElseThrow().posted());
    }

    /** Walks from the newest row to the oldest in small pages; each balance follows from the one before it. */
    private List<HistoryEntry> checkPages() {
        List<HistoryEntry> all = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        long before = 0;
        while (true) {
            List<HistoryEntry> page = ledger.reader().history(FIRST, before, 37);
            if (page.isEmpty()) {
                break;
            }
            for (HistoryEntry entry : page) {
                assertThat(seen.add(entry.seq()))
                        .as("seed %d: %d came twice", seed, entry.seq())
                        .isTrue();
                if (!all.isEmpty()) {
                    HistoryEntry newer = all.getLast();
                    assertThat(newer.balance() - newer.change())
                            .as("seed %d: a row between %d and %d is missing", seed, entry.seq(), newer.seq())
                            .isEqualTo(entry.balance());
                }
                all.add(entry);
            }
            before = page.getLast().seq();
        }
        if (!all.isEmpty()) {
            assertThat(all.getLast().balance()).isEqualTo(all.getLast().change());
        }
        return all;
    }

    @Test
    void pages_of_accounts_are_in_order_and_complete() throws Exception {
        openAccounts("", 3);
        ledger.close();
        ledger = open(database);
        checkAccounts(3_000);
        // Between those that have checkpoints there are now others that only rows in memory opened.
        openAccounts("x", 1);
        checkAccounts(6_000);
        openAccounts("a", 1);
        checkAccounts(9_000);
    }

    private void openAccounts(String suffix, int rounds) throws Exception {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            commands.add(new Command.Transact(List.of(Leg.of("cash", "users/u" + i + suffix, 5, "inr")), Terms.NONE));
        }
        for (int round = 0; round < rounds; round++) {
            ledger.submitAll(commands, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofSeconds(20))
                    .get();
        }
    }

    private void checkAccounts(int expected) {
        List<String> paths = new ArrayList<>();
        AccountRef after = null;
        while (true) {
            List<AccountView> page = ledger.reader().accounts("users/", after, 250);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(view -> paths.add(view.ref().path()));
            after = page.getLast().ref();
        }
        assertThat(paths).hasSize(expected).isSorted().doesNotHaveDuplicates();
        List<String> names = new ArrayList<>();
        List<PathEntry> below = ledger.reader().entriesBelow("users/", "", 400);
        while (!below.isEmpty()) {
            below.forEach(entry -> names.add("users/" + entry.name()));
            below = ledger.reader().entriesBelow("users/", below.getLast().name(), 400);
        }
        assertThat(names).isEqualTo(paths);
        TrialBalance balance = ledger.reader().trialBalance();
        assertThat(balance.isBalanced()).isTrue();
        assertThat(balance.lines().stream()
                        .mapToLong(TrialBalance.Line::accounts)
                        .sum())
                .isEqualTo(expected + 1);
        TrialBalance few = ledger.reader().times().totals("users/u12");
        assertThat(few.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.accounts())
                        .isEqualTo(paths.stream()
                                .filter(path -> path.startsWith("users/u12"))
                                .count()));
    }

    @Test
    void another_node_is_as_fresh_as_it_is_asked_to_be() throws Exception {
        try (Ledger other = open(database)) {
            for (int i = 0; i < 20; i++) {
                Ledger writer = i % 2 == 0 ? ledger : other;
                Ledger reader = i % 2 == 0 ? other : ledger;
                Outcome.Applied applied = (Outcome.Applied)
                        writer.submit(new Command.Transact(List.of(Leg.of("cash", "users/0", 5, "inr")), Terms.NONE))
                                .get();
                assertThat(reader.reader().awaitSeq(applied.id(), Duration.ofSeconds(10)))
                        .isTrue();
                assertThat(reader.reader().account(FIRST).orElseThrow().posted())
                        .isEqualTo(5L * (i + 1));
            }
        }
    }
}
