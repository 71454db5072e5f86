package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.AccountView;
import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.Key;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerDoctor;
import io.bursar.engine.LedgerId;
import io.bursar.engine.Outcome;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.Terms;
import io.bursar.engine.TransactionView;
import io.bursar.engine.TransactionView.LegView;
import io.bursar.postgres.TestDatabase;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A dry run tells what then happens, and leaves nothing. The dice are those of the model test; {@code -Dbursar.seed}
 * repeats them.
 */
class DryRunTest {
    private static final int BOOK = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AccountRef ANN = AccountRef.of("users/20/wallet", "inr");
    private static final AccountRef BANK = AccountRef.of("bank/1", "inr");

    private final long seed = Long.getLong("bursar.seed", System.nanoTime() & 0xfffff);
    private final World world = new World();
    private final CommandGenerator generator = new CommandGenerator(seed, world);
    private TestDatabase database;
    private KeptConnections connections;
    private Ledger ledger;

    @BeforeEach
    void open() {
        System.out.printf("dry runs: repeat with -Dbursar.seed=%d%n", seed);
        database = ModelDatabase.create();
        connections = ModelDatabase.asApplication(database);
        ledger = open(LedgerConfig.Limits.STANDARD);
        assertThat(submit(new Command.DefineChart(Cast.chart(true), Terms.NONE)))
                .isInstanceOf(Outcome.Applied.class);
    }

    private Ledger open(LedgerConfig.Limits limits) {
        return Ledger.open(LedgerConfig.of(connections, BOOK)
                .withRiders(BusinessTable.STATEMENTS)
                .withLimits(limits));
    }

    @AfterEach
    void close() {
        ledger.close();
        connections.close();
        database.close();
    }

    private Outcome submit(Command command) {
        return ledger.submit(command).join();
    }

    private DryRun dryRun(Command command) {
        return ledger.dryRun(List.of(command), Lane.INTERACTIVE, Atomicity.INDIVIDUAL, LIMIT)
                .join()
                .getFirst();
    }

    /** Keeps the writer waiting at its batch's beginning, so that what is queued meanwhile is one batch: one time. */
    private StoppedWriters stop() throws SQLException {
        StoppedWriters stopped = StoppedWriters.of(database, BOOK);
        var _ = ledger.submit(Samples.transact(Samples.leg(BANK, AccountRef.of("shops/1", "inr"), 1)));
        stopped.await(1);
        return stopped;
    }

    private static void await(BooleanSupplier condition) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 30 seconds").isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }

    // ---- what is foreseen happens

    private record Pair(
            Submission submission, CompletableFuture<List<DryRun>> foreseen, CompletableFuture<List<Outcome>> done) {}

    @Test
    void what_is_foreseen_is_what_happens() throws SQLException {
        Map<String, Integer> seen = new TreeMap<>();
        for (int round = 0; round < 25; round++) {
            List<Pair> pairs = new ArrayList<>();
            try (StoppedWriters _ = stop()) {
                for (int commands = 0;
                        commands < 800;
                        commands += pairs.getLast().submission().commands().size()) {
                    pairs.add(submitTwice(withoutRiders(generator.next(now()))));
                }
            }
            for (Pair pair : pairs) {
                compare(pair, seen);
            }
        }
        System.out.println("dry runs compared: " + seen);
        assertThat(seen).as("outcomes of seed %d", seed).hasSizeGreaterThan(18);
        assertThat(seen.get("Applied")).isGreaterThan(2_000);
    }

    private Pair submitTwice(Submission submission) {
        Atomicity atomicity =
                submission.form() == Submission.Form.ALL_OR_NOTHING ? Atomicity.ALL_OR_NOTHING : Atomicity.INDIVIDUAL;
        var foreseen = ledger.dryRun(submission.commands(), submission.lane(), atomicity, LIMIT);
        return new Pair(
                submission, foreseen, ledger.submitAll(submission.commands(), submission.lane(), atomicity, LIMIT));
    }

    /** What riders meet in the database is not foreseen. */
    private static Submission withoutRiders(Submission submission) {
        return new Submission(
                submission.form(),
                submission.lane(),
                submission.commands().stream()
                        .map(command -> Commands.with(command, command.terms().withRiders(null)))
                        .toList());
    }

    private void compare(Pair pair, Map<String, Integer> seen) {
        List<DryRun> foreseen = pair.foreseen().join();
        List<Outcome> done = pair.done().join();
        assertThat(foreseen.stream().map(DryRun::outcome))
                .as("seed %d, %s", seed, pair.submission())
                .containsExactlyElementsOf(done);
        for (int i = 0; i < done.size(); i++) {
            seen.merge(done.get(i).getClass().getSimpleName(), 1, Integer::sum);
            world.told(pair.submission().commands().get(i), done.get(i));
            switch (foreseen.get(i)) {
                case DryRun.Booking booking ->
                    assertThat(unassigned(id(done.get(i)))).isEqualTo(booking.view());
                case DryRun.Period period -> {
                    PeriodClose close = ledger.reader()
                            .times()
                            .periodCloses(id(done.get(i)) + 1, 1)
                            .getFirst();
                    assertThat(period.close())
                            .usingRecursiveComparison()
                            .ignoringFields("id")
                            .isEqualTo(close);
                }
                case DryRun.Setting setting -> assertThat(id(done.get(i))).isPositive();
                case DryRun.Told told -> assertThat(told.outcome()).isEqualTo(done.get(i));
            }
        }
    }

    private static long id(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> applied.id();
            case Outcome.Replayed(Outcome.Applied first) -> first.id();
            default -> throw new AssertionError("nothing was booked: " + outcome);
        };
    }

    private TransactionView unassigned(long id) {
        TransactionView view = ledger.reader().transaction(id).orElseThrow();
        List<LegView> legs = view.legs().stream()
                .map(leg -> new LegView(
                        0, leg.debit(), leg.credit(), leg.amount(), leg.debitBalance(), leg.creditBalance()))
                .toList();
        return new TransactionView(
                0,
                view.kind(),
                legs,
                view.recordedAt(),
                view.effectiveAt(),
                view.key(),
                view.reference(),
                view.metadata(),
                view.right(),
                view.target(),
                view.expiresAt(),
                view.subject(),
                view.version());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    // ---- and nothing is left

    @Test
    void nothing_changes() throws SQLException {
        for (int i = 0; i < 300; i++) {
            List<Command> commands = generator.next(now()).commands().stream()
                    .map(DryRunTest::withoutEnd)
                    .toList();
            List<Outcome> outcomes = ledger.submitAll(commands, Lane.BULK, Atomicity.INDIVIDUAL, LIMIT)
                    .join();
            for (int each = 0; each < outcomes.size(); each++) {
                world.told(commands.get(each), outcomes.get(each));
            }
        }
        awaitChain();
        Map<String, String> before = snapshot();
        Object balances = ledger.reader().trialBalance();
        List<Key> fresh = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Submission submission = generator.next(now());
            submission.commands().stream()
                    .map(command -> command.terms().key())
                    .filter(key -> key != null
                            && Key.isWellFormed(key.text())
                            && ledger.reader().outcome(key).isEmpty())
                    .forEach(fresh::add);
            boolean atomic = submission.form() == Submission.Form.ALL_OR_NOTHING;
            ledger.dryRun(
                            submission.commands(),
                            submission.lane(),
                            atomic ? Atomicity.ALL_OR_NOTHING : Atomicity.INDIVIDUAL,
                            LIMIT)
                    .join();
        }
        assertThat(snapshot()).as("seed %d", seed).isEqualTo(before);
        assertThat(ledger.reader().trialBalance()).isEqualTo(balances);
        assertThat(fresh)
                .hasSizeGreaterThan(100)
                .allSatisfy(key -> assertThat(ledger.reader().outcome(key)).isEmpty());
        ledger.close();
        ledger = open(LedgerConfig.Limits.STANDARD);
        assertThat(ledger.reader().trialBalance()).isEqualTo(balances);
        assertThat(LedgerDoctor.examine(connections, BOOK, silent())).isEqualTo(LedgerDoctor.Verdict.CLEAN);
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    /** No hold of the book may expire between two looks at it. */
    private static Command withoutEnd(Command command) {
        Terms terms = command.terms().withRiders(null);
        return command instanceof Command.Hold hold
                ? new Command.Hold(hold.legs(), null, terms)
                : Commands.with(command, terms);
    }

    private void awaitChain() {
        await(() -> {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT (SELECT max(number) FROM ledger.batch) = (SELECT max(number) FROM ledger.chain)")) {
                row.next();
                return row.getBoolean(1);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    /** A digest of each table of the ledger and of the tests' business tables. */
    private Map<String, String> snapshot() throws SQLException {
        Map<String, String> digests = new HashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    SELECT format('%I.%I', schemaname, tablename)
                    FROM pg_tables
                    WHERE schemaname IN ('ledger', 'public')
                    """)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery(
                        "SELECT count(*) || md5(string_agg(t::text, '|' ORDER BY t::text)) FROM %s t"
                                .formatted(table))) {
                    row.next();
                    digests.put(table, String.valueOf(row.getString(1)));
                }
            }
        }
        assertThat(digests).containsKeys("ledger.batch", "ledger.chain").hasSizeGreaterThan(6);
        return digests;
    }

    // ---- one by one

    @Test
    void it_sees_what_was_queued_before_it_and_not_what_was_queued_after() throws SQLException {
        Command spend = Samples.pay(ANN, AccountRef.of("shops/1", "inr"), 10);
        CompletableFuture<List<DryRun>> early;
        CompletableFuture<List<DryRun>> late;
        try (StoppedWriters _ = stop()) {
            early = ledger.dryRun(List.of(spend), Lane.INTERACTIVE, Atomicity.INDIVIDUAL, LIMIT);
            var _ = ledger.submit(Samples.pay(BANK, ANN, 10));
            late = ledger.dryRun(List.of(spend), Lane.INTERACTIVE, Atomicity.INDIVIDUAL, LIMIT);
        }
        assertThat(early.join()).containsExactly(new DryRun.Told(new Outcome.InsufficientFunds(ANN, 0, 10)));
        assertThat(late.join())
                .singleElement()
                .isInstanceOfSatisfying(
                        DryRun.Booking.class,
                        booking -> assertThat(booking.view().legs().getFirst().debitBalance())
                                .isZero());
    }

    @Test
    void commands_of_one_dry_run_see_each_other_and_together_or_not_at_all() {
        List<Command> commands = List.of(
                Samples.pay(BANK, ANN, 10),
                Samples.pay(ANN, AccountRef.of("shops/1", "inr"), 10),
                Samples.pay(ANN, AccountRef.of("shops/1", "inr"), 1));
        List<DryRun> each =
                ledger.dryRun(commands, Lane.BULK, Atomicity.INDIVIDUAL, LIMIT).join();
        assertThat(each.get(1)).isInstanceOf(DryRun.Booking.class);
        assertThat(each.get(2).outcome()).isEqualTo(new Outcome.InsufficientFunds(ANN, 0, 1));
        List<DryRun> together = ledger.dryRun(commands, Lane.BULK, Atomicity.ALL_OR_NOTHING, LIMIT)
                .join();
        assertThat(together.getFirst().outcome()).isEqualTo(new Outcome.Aborted(2));
        assertThat(ledger.reader().account(ANN)).isEmpty();
    }

    @Test
    void a_key_that_was_used_is_replayed_and_a_new_one_stays_free() {
        Command pay = Samples.with(Samples.pay(BANK, ANN, 10), Terms.keyed(Key.external(1, "pay")));
        assertThat(dryRun(pay)).isInstanceOf(DryRun.Booking.class);
        Outcome applied = submit(pay);
        assertThat(applied).isInstanceOf(Outcome.Applied.class);
        assertThat(dryRun(pay)).isEqualTo(new DryRun.Told(new Outcome.Replayed((Outcome.Applied) applied)));
    }

    @Test
    void a_setting_is_foreseen_with_the_account_that_it_would_open() {
        DryRun opened = dryRun(new Command.SetLimits(ANN, -5L, 100L, Terms.NONE));
        assertThat(opened).isInstanceOfSatisfying(DryRun.Setting.class, setting -> {
            assertThat(setting.account().id()).isZero();
            assertThat(setting.account().floor()).isEqualTo(-5);
        });
        assertThat(ledger.reader().account(ANN)).isEmpty();
        assertThat(submit(Samples.pay(BANK, ANN, 10))).isInstanceOf(Outcome.Applied.class);
        AccountView now = ledger.reader().account(ANN).orElseThrow();
        assertThat(LedgerId.book(now.id())).isEqualTo(BOOK);
        assertThat(dryRun(new Command.SetStatus(ANN, AccountStatus.FROZEN, Terms.NONE)))
                .isInstanceOfSatisfying(DryRun.Setting.class, setting -> {
                    assertThat(setting.account().id()).isEqualTo(now.id());
                    assertThat(setting.account().status()).isEqualTo(AccountStatus.FROZEN);
                    assertThat(setting.account().posted()).isEqualTo(10);
                });
        assertThat(ledger.reader().account(ANN)).contains(now);
    }

    @Test
    void a_full_queue_refuses_a_dry_run_too() throws SQLException {
        ledger.close();
        ledger = open(LedgerConfig.Limits.STANDARD.withQueueCommandsMax(1));
        CompletableFuture<List<DryRun>> refused;
        try (StoppedWriters _ = stop()) {
            var _ = ledger.submit(Samples.pay(BANK, ANN, 10));
            refused = ledger.dryRun(List.of(Samples.pay(BANK, ANN, 10)), Lane.INTERACTIVE, Atomicity.INDIVIDUAL, LIMIT);
        }
        assertThat(refused.join()).containsExactly(new DryRun.Told(new Outcome.Busy()));
    }
}
