package io.bursar.engine.write;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.evaluate.SealedAnswers;
import io.bursar.engine.log.FetchRows;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.read.SealedLog;
import io.bursar.engine.seal.KeyFilter;
import io.bursar.engine.seal.StoredFilters;
import io.bursar.engine.state.AccountFigures;
import io.bursar.engine.state.AccountOpening;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.ChartMatcher;
import io.bursar.engine.state.Settings;
import io.bursar.money.Currency;
import io.bursar.money.Invariant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings into memory what evaluation is going to read: the book at start-up, what other nodes wrote, and before each
 * batch what it names and memory lacks, with one query for each sort of thing.
 */
final class BookLoader {
    /** Blocks before the end of the heap, as last seen, where newer rows may still have been put. */
    private static final long SLACK_BLOCKS = 512;

    private static final int DUE_MAX = 10_000;

    static final String ACCOUNT_COLUMNS = "number, path, currency, kind, opened_seq, seq, balance, held_debit,"
            + " held_credit, floor, ceiling, status, metadata, last_row";

    private static final String ACCOUNTS_BY_NUMBER =
            "SELECT " + ACCOUNT_COLUMNS + " FROM ledger.account WHERE book = ? AND number = ANY (?)";

    private static final String ACCOUNTS_BY_PATH = "SELECT " + ACCOUNT_COLUMNS
            + " FROM ledger.account JOIN unnest(?::text[], ?::text[]) AS wanted (path, currency)"
            + " USING (path, currency) WHERE book = ?";

    private static final String SETTINGS = """
            SELECT seq, accounts, (extract(epoch FROM closed_until) * 1000000)::int8, chart
            FROM ledger.setting
            WHERE book = ?
            """;

    private static final String AWAITED = """
            SELECT (extract(epoch FROM expires_at) * 1000000)::int8, target
            FROM ledger.claim
            WHERE state = 1 AND kind = 1 AND expires_at IS NOT NULL AND target BETWEEN ? AND ?
            """;

    private final BookStore store;
    private final SealedLog sealedLog;
    private final LogShape shape;
    private final int book;
    private final Map<Integer, Long> heapBlocks = new HashMap<>();

    BookLoader(BookStore store, LogShape shape) {
        this.store = store;
        this.shape = shape;
        this.book = shape.book();
        this.sealedLog = new SealedLog(shape);
    }

    // ---- the book at start-up

    /** What {@link #load} found. */
    record Loaded(BookState state, BatchRow last) {}

    /** Loads the book: seals, settings, the tail and what the tail touches. */
    Loaded load() throws SQLException {
        Connection connection = store.connection();
        connection.setAutoCommit(true);
        List<KeyFilter> filters = StoredFilters.load(connection, shape);
        long sealedEnd = filters.isEmpty() ? 0 : ((long) filters.size() << shape.partitionBits()) - 1;
        BookState state = new BookState(shape, sealedEnd);
        state.sealedKeys().load(filters);
        loadSettings(connection, state);
        loadAwaited(connection, state);
        List<BatchRow> tail = store.tail(batchOf(connection, sealedEnd)).batches();
        BatchRow last = BatchRow.NONE;
        if (!tail.isEmpty()) {
            last = tail.getLast();
            heapBlocks.clear();
            catchUp(state, tail, sealedEnd);
        }
        return new Loaded(state, last);
    }

    private void loadSettings(Connection connection, BookState state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SETTINGS)) {
            statement.setInt(1, book);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    long closedUntil = row.getLong(3);
                    boolean allOpen = row.wasNull();
                    String chart = row.getString(4);
                    ChartMatcher matcher = chart == null
                            ? ChartMatcher.EMPTY
                            : new ChartMatcher(ChartMatcher.fromDetail(java.util.Objects.requireNonNull(
                                    Json.parse(chart).get("patterns"))));
                    state.loadSettings(
                            new Settings(matcher, allOpen ? Settings.ALL_OPEN : closedUntil, row.getLong(1)),
                            row.getInt(2));
                }
            }
        }
    }

    private void loadAwaited(Connection connection, BookState state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(AWAITED)) {
            statement.setLong(1, LedgerId.of(book, 0));
            statement.setLong(2, LedgerId.of(book, (1L << LedgerId.POSITION_BITS) - 1));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    state.loadDue(rows.getLong(1), rows.getLong(2));
                }
            }
        }
    }

    /** Number of the batch that holds a position, 1 when there is none. */
    private long batchOf(Connection connection, long position) throws SQLException {
        String sql =
                "SELECT number FROM ledger.batch WHERE book = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, book);
            statement.setLong(2, LedgerId.of(book, position));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 1;
            }
        }
    }

    // ---- what is in the database and not in memory

    /** Reads the rows of batches after {@code known} and applies them, batch by batch. */
    void catchUp(BookState state, List<BatchRow> batches, long known) throws SQLException {
        long first = known + 1;
        long last = batches.getLast().last();
        if (last < first) {
            return;
        }
        state.memory().reserve(last);
        LogMemory memory = state.memory();
        for (int partition = memory.partitionOf(first); partition <= memory.partitionOf(last); partition++) {
            long from = Math.max(first, (long) partition << memory.partitionBits());
            long to = Math.min(last, ((long) (partition + 1) << memory.partitionBits()) - 1);
            fetch(memory, partition, from, to);
        }
        memory.extendTo(last);
        loadNamed(state, first, last);
        Replayer replayer = new Replayer(state);
        for (BatchRow batch : batches) {
            if (batch.last() < first) {
                continue;
            }
            for (long position = Math.max(first, batch.first()); position <= batch.last(); position++) {
                replayer.apply(position);
            }
            state.publishUpTo(batch.stamp(), batch.last(), batch.atMicros());
        }
    }

    private void fetch(LogMemory memory, int partition, long from, long to) throws SQLException {
        FetchRows fetch = new FetchRows(store.copyConnection(), memory);
        long expected = to - from + 1;
        long fromBlock = Math.max(0, heapBlocks.getOrDefault(partition, 0L) - SLACK_BLOCKS);
        long rows = fetch.fetch(partition, from, to, fromBlock);
        if (rows != expected && fromBlock > 0) {
            rows = fetch.fetch(partition, from, to, 0);
        }
        Invariant.check(
                rows == expected,
                "the log has %d rows where its batches say %d (partition %d, positions %d to %d)",
                rows,
                expected,
                partition,
                from,
                to);
        try (PreparedStatement size =
                store.connection().prepareStatement("SELECT pg_relation_size(?::regclass) / 8192")) {
            size.setString(1, "ledger.log_" + book + "_" + partition);
            try (ResultSet row = size.executeQuery()) {
                row.next();
                heapBlocks.put(partition, row.getLong(1));
            }
        }
    }

    private void loadNamed(BookState state, long first, long last) throws SQLException {
        LogMemory memory = state.memory();
        Accounts accounts = state.accounts();
        Set<Integer> numbers = new HashSet<>();
        Set<Integer> opened = new HashSet<>();
        Set<Long> targets = new LinkedHashSet<>();
        for (long position = first; position <= last; position++) {
            EntryKind kind = EntryKind.of(memory.kind(position));
            int debit = memory.debit(position);
            int credit = memory.credit(position);
            if (kind == EntryKind.ACCOUNT_OPENED) {
                opened.add(debit);
                continue;
            }
            note(numbers, accounts, debit);
            note(numbers, accounts, credit);
            boolean pointsAtTarget = memory.leg(position) == 0
                    && kind != EntryKind.TRANSFER
                    && kind != EntryKind.HOLD
                    && (kind.posts() || kind.holds());
            if (pointsAtTarget) {
                targets.add((Long) java.util.Objects.requireNonNull(
                        Json.parse(memory.detail(position)).get("target")));
            }
        }
        numbers.removeAll(opened);
        loadByNumber(state, numbers);
        loadClaims(state, targets);
    }

    private static void note(Set<Integer> numbers, Accounts accounts, int number) {
        if (number != 0 && !accounts.isInMemory(number)) {
            numbers.add(number);
        }
    }

    private void loadByNumber(BookState state, Set<Integer> numbers) throws SQLException {
        if (numbers.isEmpty()) {
            return;
        }
        Connection connection = store.connection();
        int found = 0;
        try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS_BY_NUMBER)) {
            statement.setInt(1, book);
            statement.setArray(2, connection.createArrayOf("int4", numbers.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    loadAccount(state, rows);
                    found++;
                }
            }
        }
        Invariant.check(found == numbers.size(), "%d of %d accounts have no checkpoint", found, numbers.size());
    }

    private static void loadAccount(BookState state, ResultSet row) throws SQLException {
        state.loadAccount(opening(row), figures(row));
    }

    static AccountOpening opening(ResultSet row) throws SQLException {
        long floor = row.getLong(10);
        if (row.wasNull()) {
            floor = Accounts.NO_FLOOR;
        }
        long ceiling = row.getLong(11);
        if (row.wasNull()) {
            ceiling = Accounts.NO_CEILING;
        }
        return new AccountOpening(
                row.getInt(1),
                row.getString(2),
                Currency.of(row.getString(3)),
                AccountKind.values()[row.getInt(4)],
                floor,
                ceiling,
                row.getLong(5));
    }

    static AccountFigures figures(ResultSet row) throws SQLException {
        return new AccountFigures(
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(14),
                row.getLong(6),
                row.getInt(12),
                row.getString(13));
    }

    private void loadClaims(BookState state, Set<Long> targets) throws SQLException {
        LogMemory memory = state.memory();
        List<Long> sealed = new ArrayList<>();
        for (long target : targets) {
            boolean ours = LedgerId.book(target) == book && LedgerId.position(target) > 0;
            if (ours && state.claim(target) == null && LedgerId.position(target) < memory.firstPosition()) {
                sealed.add(target);
            }
        }
        if (!sealed.isEmpty()) {
            sealedLog.claims(store.connection(), sealed).forEach(state::loadClaim);
            loadClaimAccounts(state, sealed);
        }
    }

    private void loadClaimAccounts(BookState state, List<Long> targets) throws SQLException {
        Set<Integer> numbers = new HashSet<>();
        for (long target : targets) {
            var claim = state.claim(target);
            if (claim != null) {
                for (int leg = 0; leg < claim.legs(); leg++) {
                    note(numbers, state.accounts(), claim.debit()[leg]);
                    note(numbers, state.accounts(), claim.credit()[leg]);
                }
            }
        }
        loadByNumber(state, numbers);
    }

    // ---- before a batch

    /** Loads what the commands name and memory lacks. */
    SealedAnswers prefetch(BookState state, List<Submission> batch) throws SQLException {
        store.connection().setAutoCommit(true);
        Missing missing = Missing.of(state, batch);
        if (!missing.accounts().isEmpty()) {
            loadByPath(state, missing.accounts());
        }
        if (!missing.targets().isEmpty()) {
            loadClaims(state, missing.targets());
        }
        return missing.keys().isEmpty()
                ? SealedAnswers.NONE
                : sealedLog.answers(store.connection(), missing.keys(), state.committedPosition());
    }

    /** Loads the holds that are due at a time. Called again under the lock, when the time is known. */
    void loadDue(BookState state, long atMicros) throws SQLException {
        Set<Long> due = new LinkedHashSet<>();
        for (BookState.Due next : state.due()) {
            if (next.expiresAt() > atMicros || due.size() >= DUE_MAX) {
                break;
            }
            if (state.claim(next.hold()) == null) {
                due.add(next.hold());
            }
        }
        if (!due.isEmpty()) {
            loadClaims(state, due);
        }
    }

    private void loadByPath(BookState state, Set<AccountRef> accounts) throws SQLException {
        Connection connection = store.connection();
        String[] names = accounts.stream().map(AccountRef::path).toArray(String[]::new);
        String[] currencies =
                accounts.stream().map(ref -> ref.currency().code()).toArray(String[]::new);
        try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS_BY_PATH)) {
            statement.setArray(1, connection.createArrayOf("text", names));
            statement.setArray(2, connection.createArrayOf("text", currencies));
            statement.setInt(3, book);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    loadAccount(state, rows);
                }
            }
        }
    }
}
