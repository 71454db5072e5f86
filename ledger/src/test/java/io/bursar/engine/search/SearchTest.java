package io.bursar.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerDoctor;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.LedgerSearch.Found;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Slice;
import io.bursar.engine.Terms;
import io.bursar.engine.TransactionView;
import io.bursar.engine.model.KeptConnections;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Searching while the book grows, is sealed, and while its partitions wait for their index. */
@Tag("slow")
class SearchTest {
    private static final int BOOK = 1;
    /** Each walks the whole log as a naive program does, for seconds; more by {@code -Dbursar.search.questions}. */
    private static final int QUESTIONS = Integer.getInteger("bursar.search.questions", 4);

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final long seed = Long.getLong("bursar.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private TestDatabase database;
    private KeptConnections connections;
    private Ledger ledger;
    private int written;

    @BeforeEach
    void open() throws Exception {
        System.out.println("SearchTest: -Dbursar.seed=" + seed);
        database = TestDatabases.create();
        connections = KeptConnections.of(database);
        try (Connection owner = database.connect()) {
            LedgerSchema.install(owner);
        }
        ledger = openLedger();
        ledger.submit(new Command.DefineChart(
                        new Chart(List.of(
                                Chart.Pattern.of("users/{user}", AccountKind.LIABILITY),
                                Chart.Pattern.of("cash/{till}", AccountKind.ASSET))),
                        Terms.NONE))
                .get();
    }

    @AfterEach
    void close() {
        ledger.close();
        connections.close();
        database.close();
    }

    private Ledger openLedger() {
        return Ledger.open(
                LedgerConfig.of(connections, BOOK).withLimits(LedgerConfig.Limits.STANDARD.withPartitionBits(13)));
    }

    /** Transactions numbered on: each says its number, every second that it is even, a few something rare. */
    private void write(int count) throws Exception {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = written++;
            Map<String, String> metadata = number % 1_000 == 7
                    ? Map.of("n", "" + number, "rare", "yes")
                    : number % 2 == 0 ? Map.of("n", "" + number, "even", "yes") : Map.of("n", "" + number);
            Terms terms = Terms.NONE.withReference("order " + number).withMetadata(metadata);
            commands.add(new Command.Transact(
                    List.of(Leg.of(till(number), "users/" + random.nextInt(50), 1 + random.nextInt(9), "inr")), terms));
        }
        List<Outcome> outcomes = ledger.submitAll(commands, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, LIMIT)
                .get();
        assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Applied);
    }

    /** Two of five go through one till. */
    private static String till(int number) {
        return number % 5 < 2 ? "cash/busy" : "cash/" + number % 20;
    }

    private void write(int rounds, int each) throws Exception {
        for (int round = 0; round < rounds; round++) {
            write(each);
        }
    }

    private void awaitSealed() {
        await(() -> ledger.health().unsealedPartitions() == 0);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("did not happen within " + LIMIT).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private Found.Items<TransactionView> find(CommandFilter filter, Slice slice) {
        return (Found.Items<TransactionView>) ledger.reader().search().commands(filter, slice);
    }

    private static int number(TransactionView view) {
        return Integer.parseInt(view.metadata().getOrDefault("n", "-1"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection owner = database.connect();
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private void compare(int questions) throws SQLException {
        try (Connection connection = database.connect()) {
            new SearchComparison(ledger.reader(), connection, BOOK, seed).compare(questions);
        }
    }

    @Test
    void a_reference_of_any_age_is_found_in_memory_sealed_and_after_a_restart() throws Exception {
        write(12, 2_500);
        awaitSealed();
        for (int restart = 0; restart < 2; restart++) {
            for (int number : new int[] {0, 1, 9_999, 20_000, written - 1}) {
                Found.Items<TransactionView> found =
                        find(CommandFilter.ALL.withReference("order " + number), Slice.newest(10));
                assertThat(found.items()).extracting(SearchTest::number).containsExactly(number);
                assertThat(found.withoutIndex()).isZero();
            }
            assertThat(find(CommandFilter.ALL.withMetadata(Map.of("rare", "yes")), Slice.newest(100))
                            .items())
                    .extracting(SearchTest::number)
                    .hasSize(30)
                    .startsWith(29_007)
                    .endsWith(7);
            assertThat(find(CommandFilter.ALL.withMetadata(Map.of("rare", "yes", "n", "4007")), Slice.newest(100))
                            .items())
                    .hasSize(1);
            assertThat(find(CommandFilter.ALL.withMetadataValue("4007"), Slice.newest(9))
                            .items())
                    .hasSize(1);
            ledger.close();
            ledger = openLedger();
        }
        compare(QUESTIONS);
    }

    @Test
    void pages_neither_repeat_nor_miss_while_rows_are_written_and_sealed() throws Exception {
        write(2_000);
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                for (int round = 0; round < 40 && !stop.get(); round++) {
                    write(800);
                }
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        int walks = 0;
        try {
            while (!writer.isDone() || walks < 4) {
                checkWalk(walks++ % 2 == 0 ? Slice.Order.NEWEST_FIRST : Slice.Order.OLDEST_FIRST);
            }
        } finally {
            stop.set(true);
        }
        writer.get();
        checkWalk(Slice.Order.NEWEST_FIRST);
        checkWalk(Slice.Order.OLDEST_FIRST);
    }

    /** All that are even, in order without a gap, at least as many as there were when it began. */
    private void checkWalk(Slice.Order order) {
        long committed = ledger.reader().committedSeq();
        boolean down = order == Slice.Order.NEWEST_FIRST;
        List<TransactionView> all = new ArrayList<>();
        long from = 0;
        while (true) {
            Found.Items<TransactionView> page =
                    find(CommandFilter.ALL.withMetadata(Map.of("even", "yes")), new Slice(from, order, 900));
            all.addAll(page.items());
            boolean isPast =
                    !down && !page.items().isEmpty() && page.items().getLast().id() > committed;
            if (page.items().size() < 900 || isPast) {
                break;
            }
            from = page.items().getLast().id();
        }
        for (int i = 1; i < all.size(); i++) {
            assertThat(number(all.get(i)))
                    .as("seed %d, after %d", seed, number(all.get(i - 1)))
                    .isEqualTo(number(all.get(i - 1)) + (down ? -2 : 2));
        }
        assertThat(number(down ? all.getLast() : all.getFirst())).isZero();
        assertThat((down ? all.getFirst() : all.getLast()).id()).isGreaterThanOrEqualTo(committed - 3);
    }

    @Test
    void a_book_that_was_sealed_without_an_index_is_searched_in_full_and_indexed_when_possible() throws Exception {
        write(10, 2_500);
        awaitSealed();
        ledger.close();
        execute("SELECT ledger.forget_search(book, partition) FROM ledger.seal");
        try (Connection other = database.connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger.seal',"
                    + " (book::int8 << 32) | partition)) FROM ledger.seal");
            ledger = openLedger();
            assertThat(ledger.reader().search().partitionsWithoutIndex()).isEqualTo(3);
            Found.Items<TransactionView> found = find(CommandFilter.ALL.withReference("order 5"), Slice.newest(10));
            assertThat(found.items()).extracting(SearchTest::number).containsExactly(5);
            assertThat(found.withoutIndex()).isEqualTo(3);
            assertThat(find(CommandFilter.ALL.withMetadata(Map.of("rare", "yes")), Slice.newest(100))
                            .items())
                    .hasSize(25);
            ledger.close();
            other.rollback();
        }
        ledger = openLedger();
        await(() -> ledger.reader().search().partitionsWithoutIndex() == 0);
        Found.Items<TransactionView> found = find(CommandFilter.ALL.withReference("order 5"), Slice.newest(10));
        assertThat(found.items()).extracting(SearchTest::number).containsExactly(5);
        assertThat(found.withoutIndex()).isZero();
        compare(QUESTIONS);
        assertThat(LedgerDoctor.examine(database.dataSource(), BOOK, System.out))
                .isEqualTo(LedgerDoctor.Verdict.CLEAN);
    }

    @Test
    void what_no_index_tells_is_given_up_before_it_takes_long() throws Exception {
        write(25, 2_500);
        awaitSealed();
        AccountRef cash = AccountRef.of("cash/busy", "inr");
        CommandFilter none = CommandFilter.ALL.withKinds(Set.of(EntryKind.REVERSAL));
        assertThat(ledger.reader().search().history(cash, none, Slice.newest(10)))
                .isInstanceOfSatisfying(
                        Found.TooWide.class, wide -> assertThat(wide.lookedAt()).isGreaterThan(Hunt.LOOK_MAX));
        assertThat(find(none, Slice.newest(10)).items()).isEmpty();
    }
}
