package io.bursar.engine.times;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.AsOf;
import io.bursar.engine.BalanceAt;
import io.bursar.engine.Command;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerDoctor;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Outcome;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.Statement;
import io.bursar.engine.Terms;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.TwoTimes;
import io.bursar.engine.model.KeptConnections;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers in two times equal a naive fold of the log, wherever the rows lie. */
@Tag("slow")
class TwoTimesTest {
    private final long seed = Long.getLong("bursar.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private TestDatabase database;
    private KeptConnections connections;
    private Ledger ledger;

    @BeforeEach
    void open() throws SQLException {
        System.out.println("TwoTimesTest: -Dbursar.seed=" + seed);
        database = TestDatabases.create();
        connections = KeptConnections.of(database);
        try (Connection owner = database.connect()) {
            LedgerSchema.install(owner);
        }
        ledger = TimesBook.open(connections);
        TimesBook.define(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
        connections.close();
        database.close();
    }

    @Test
    void answers_equal_a_fold_of_the_log_in_memory_sealed_and_after_a_restart() throws SQLException {
        TimesBook book = new TimesBook(random);
        book.write(ledger, 1_500);
        compare(60);
        for (int round = 0; round < 3; round++) {
            book.write(ledger, 8_000);
            compare(40);
            TimesBook.awaitSealed(ledger);
            compare(60);
        }
        ledger.close();
        ledger = TimesBook.open(connections);
        compare(80);
        book.write(ledger, 300);
        compare(60);
        assertThat(LedgerDoctor.examine(database.dataSource(), TimesBook.BOOK, System.out))
                .as("the doctor's word, seed %d", seed)
                .isEqualTo(LedgerDoctor.Verdict.CLEAN);
        assertThat(differences())
                .as("stored day deltas that SQL derives otherwise")
                .isZero();
    }

    /** Stored pieces are those that the migration would write. */
    private long differences() throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        WITH derived AS (
                            SELECT d.* FROM ledger.seal s
                            CROSS JOIN LATERAL ledger.derive_day_deltas(s.book, s.partition) d)
                        SELECT (SELECT count(*) FROM (TABLE derived EXCEPT TABLE ledger.day_delta) x)
                            + (SELECT count(*) FROM (TABLE ledger.day_delta EXCEPT TABLE derived) y),
                            (SELECT count(*) FROM ledger.seal)""")) {
            row.next();
            assertThat(row.getLong(2)).as("sealed partitions").isGreaterThanOrEqualTo(3);
            return row.getLong(1);
        }
    }

    // ---- comparing

    private void compare(int times) throws SQLException {
        NaiveTimes naive = NaiveTimes.read(database);
        Map<AccountRef, AccountView> accounts = new HashMap<>();
        for (AccountRef ref : TimesBook.accounts()) {
            ledger.reader().account(ref).ifPresent(view -> accounts.put(ref, view));
        }
        List<AccountView> views = List.copyOf(accounts.values());
        for (int i = 0; i < times; i++) {
            AccountView account = views.get(random.nextInt(views.size()));
            balance(naive, account, time(naive), known(naive));
            recorded(naive);
        }
        for (int i = 0; i < times / 4; i++) {
            AccountView account = views.get(random.nextInt(views.size()));
            statement(naive, account, known(naive));
            totals(naive, views, random.nextInt(3) == 0 ? "" : "users/" + random.nextInt(12) + "/");
        }
    }

    private static int number(AccountView account) {
        return (int) LedgerId.position(account.id());
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The time of a row, one microsecond before or after it, or any. */
    private long time(NaiveTimes naive) {
        long of = naive.moves().get(random.nextInt(naive.moves().size())).effective();
        return switch (random.nextInt(6)) {
            case 0 -> of - 1;
            case 1 -> of + 1;
            case 2 -> of - random.nextLong(86_400_000_000L);
            case 3 -> of / 86_400_000_000L * 86_400_000_000L;
            default -> of;
        };
    }

    private long known(NaiveTimes naive) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> AsOf.LATEST;
            case 2 ->
                naive.batches().get(random.nextInt(naive.batches().size())).lastSeq();
            default -> naive.moves().get(random.nextInt(naive.moves().size())).seq();
        };
    }

    private TwoTimes times() {
        return ledger.reader().times();
    }

    private void balance(NaiveTimes naive, AccountView account, long until, long known) {
        BalanceAt answer =
                times().balance(account.id(), new AsOf(instant(until), known)).orElseThrow();
        long expected = account.kind().normal(naive.sum(number(account), until, known));
        assertThat(answer.posted())
                .as("%s by %s known at %d, seed %d", account.ref(), instant(until), known, seed)
                .isEqualTo(expected);
        assertThat(answer.asOf().known()).isEqualTo(Math.min(known, naive.lastSeq()));
    }

    private void recorded(NaiveTimes naive) {
        long at = naive.batches().get(random.nextInt(naive.batches().size())).at() + random.nextInt(3) - 1;
        assertThat(LedgerId.position(times().seqAt(instant(at))))
                .as("rows recorded by %s, seed %d", instant(at), seed)
                .isEqualTo(LedgerId.position(naive.seqAt(at)));
    }

    private void totals(NaiveTimes naive, List<AccountView> views, String prefix) {
        long until = time(naive);
        long known = known(naive);
        TrialBalance answer = times().totals(prefix, new AsOf(instant(until), known));
        Map<String, Long> expected = new HashMap<>();
        for (AccountView view : views) {
            if (view.ref().path().startsWith(prefix) && view.openedSeq() <= known) {
                expected.merge(
                        view.ref().currency() + " " + view.kind(), naive.sum(number(view), until, known), Long::sum);
            }
        }
        Map<String, Long> found = new HashMap<>();
        for (TrialBalance.Line line : answer.lines()) {
            found.put(line.currency() + " " + line.kind(), line.debitsMinusCredits());
        }
        assertThat(found)
                .as("totals of '%s' by %s known at %d, seed %d", prefix, instant(until), known, seed)
                .isEqualTo(expected);
        assertThat(!prefix.isEmpty() || answer.isBalanced()).isTrue();
    }

    private void statement(NaiveTimes naive, AccountView account, long known) {
        long one = time(naive);
        long other = time(naive);
        long from = Math.min(one, other);
        long to = Math.max(one, other) + 1;
        Statement statement = times().statement(account.id(), instant(from), instant(to), known)
                .orElseThrow();
        String what = "%s from %s to %s known at %d, seed %d"
                .formatted(account.ref(), instant(from), instant(to), known, seed);
        AccountKind kind = account.kind();
        List<NaiveTimes.Move> expected =
                naive.between(number(account), from, to, known).toList();
        List<HistoryEntry> movements = movements(statement, 50 + random.nextInt(300));
        assertThat(movements)
                .as(what)
                .extracting(HistoryEntry::seq)
                .containsExactlyElementsOf(
                        expected.stream().map(NaiveTimes.Move::seq).toList());
        long balance = kind.normal(naive.sum(number(account), from - 1, known));
        assertThat(statement.opening()).as(what).isEqualTo(balance);
        long in = 0;
        long out = 0;
        for (int i = 0; i < movements.size(); i++) {
            long change = kind.normal(expected.get(i).change(number(account)));
            balance += change;
            in += Math.max(0, change);
            out += Math.max(0, -change);
            assertThat(movements.get(i).change()).as(what).isEqualTo(change);
            assertThat(movements.get(i).balance()).as(what).isEqualTo(balance);
        }
        assertThat(statement.closing()).as(what).isEqualTo(balance);
        assertThat(statement.in()).as(what).isEqualTo(in);
        assertThat(statement.out()).as(what).isEqualTo(out);
    }

    private List<HistoryEntry> movements(Statement statement, int limit) {
        List<HistoryEntry> all = new ArrayList<>();
        TwoTimes.@Nullable Place after = null;
        List<HistoryEntry> page;
        do {
            page = times().movements(statement, after, limit);
            all.addAll(page);
            after = page.isEmpty() ? after : TwoTimes.Place.of(page.getLast());
        } while (page.size() == limit);
        return all;
    }

    // ---- beside the writer

    @Test
    void what_was_known_at_a_row_never_changes_while_rows_are_written_and_sealed() throws SQLException {
        TimesBook book = new TimesBook(random);
        book.write(ledger, 6_000);
        NaiveTimes naive = NaiveTimes.read(database);
        long known = naive.lastSeq();
        List<AccountView> accounts = ledger.reader().accounts("", null, LedgerReader.PAGE_MAX);
        AtomicBoolean written = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            book.write(ledger, 20_000);
            written.set(true);
        });
        int asked = 0;
        while (!written.get() || ledger.health().unsealedPartitions() > 0) {
            balance(naive, accounts.get(random.nextInt(accounts.size())), time(naive), known);
            asked++;
        }
        writing.join();
        assertThat(asked).as("questions beside the writer").isPositive();
        statement(naive, accounts.getFirst(), known);
    }

    // ---- periods and single rows

    @Test
    void periods_are_listed_newest_first_from_memory_and_from_seals() throws SQLException {
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        Instant second = Instant.parse("2026-02-01T00:00:00Z");
        move(first);
        move(second);
        new TimesBook(random).write(ledger, 10_000);
        TimesBook.awaitSealed(ledger);
        move(first);
        move(null);
        List<PeriodClose> all = times().periodCloses(0, 1_000);
        assertThat(all).extracting(PeriodClose::id).containsExactlyElementsOf(periodRows());
        assertThat(all.getFirst().before()).isNull();
        assertThat(all.get(1).before()).isEqualTo(first);
        assertThat(all.get(all.size() - 2).before()).isEqualTo(second);
        assertThat(all.getLast().before()).isEqualTo(first);
        assertThat(all.get(0).effectAfter(all.get(1))).isEqualTo(PeriodClose.Effect.REOPENED);
        assertThat(all.get(all.size() - 2).effectAfter(all.getLast())).isEqualTo(PeriodClose.Effect.CLOSED);
        assertThat(times().periodCloses(all.get(1).id(), 1)).containsExactly(all.get(2));
    }

    private List<Long> periodRows() throws SQLException {
        List<Long> rows = new ArrayList<>();
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT seq FROM ledger.log WHERE kind = 21 ORDER BY seq DESC")) {
            while (row.next()) {
                rows.add(row.getLong(1));
            }
        }
        return rows;
    }

    /** Whatever was closed: a reopening where the time is not later. */
    private void move(@Nullable Instant before) {
        List<PeriodClose> closes = times().periodCloses(0, 1);
        Instant closed = closes.isEmpty() ? null : closes.getFirst().before();
        Command command = before != null && (closed == null || before.isAfter(closed))
                ? new Command.ClosePeriod(before, Terms.NONE)
                : new Command.ReopenPeriod(before, Terms.NONE);
        assertThat(ledger.submit(command).join()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void a_single_row_of_an_account_is_found_and_no_other() {
        new TimesBook(random).write(ledger, 10_000);
        TimesBook.awaitSealed(ledger);
        AccountRef ref = AccountRef.of("users/1/wallet", "inr");
        List<HistoryEntry> page = ledger.reader().history(ref, 0, LedgerReader.PAGE_MAX);
        for (HistoryEntry entry : List.of(page.getFirst(), page.getLast(), page.get(page.size() / 2))) {
            assertThat(ledger.reader().entry(ref, entry.seq())).contains(entry);
        }
        assertThat(ledger.reader()
                        .entry(AccountRef.of("costs", "usd"), page.getFirst().seq()))
                .isEmpty();
        assertThat(ledger.reader().entry(ref, ledger.reader().committedSeq() + 1))
                .isEmpty();
    }
}
