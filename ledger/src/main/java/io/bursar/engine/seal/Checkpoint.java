package io.bursar.engine.seal;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.ChartMatcher;
import io.bursar.engine.state.Claim;
import io.bursar.engine.state.Settings;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes what a full partition changed: its day deltas, and the committed state, each with its own seq, of the
 * accounts, claims and settings that its rows touched. The state may be newer than the partition; its seq says so.
 */
final class Checkpoint {
    private static final String STAGE_ACCOUNTS = """
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_account (LIKE ledger.account) ON COMMIT DELETE ROWS
            """;

    private static final String MERGE_ACCOUNTS = """
            INSERT INTO ledger.account AS a
            SELECT * FROM staged_account
            ON CONFLICT (book, number) DO UPDATE
            SET seq = excluded.seq, last_row = excluded.last_row, balance = excluded.balance,
                held_debit = excluded.held_debit, held_credit = excluded.held_credit, floor = excluded.floor,
                ceiling = excluded.ceiling, status = excluded.status, metadata = excluded.metadata
            WHERE a.seq < excluded.seq
            """;

    private static final String MERGE_CLAIM = """
            INSERT INTO ledger.claim AS c (target, seq, expires_at, shares, kind, state, taken)
            VALUES (?, ?, timestamptz 'epoch' + ? * interval '1 microsecond', ?, ?, ?, ?)
            ON CONFLICT (target) DO UPDATE
            SET seq = excluded.seq, shares = excluded.shares, state = excluded.state, taken = excluded.taken
            WHERE c.seq < excluded.seq
            """;

    private static final String MERGE_SETTING = """
            INSERT INTO ledger.setting AS s (book, seq, accounts, closed_until, chart)
            VALUES (?, ?, ?, timestamptz 'epoch' + ? * interval '1 microsecond', ?)
            ON CONFLICT (book) DO UPDATE
            SET seq = excluded.seq, accounts = greatest(s.accounts, excluded.accounts),
                closed_until = excluded.closed_until, chart = excluded.chart
            WHERE s.seq <= excluded.seq
            """;

    private static final int CHUNK_BYTES = 64 * 1024;

    private final Connection connection;
    private final BookState state;
    private final LogMemory memory;
    private final int partition;
    private final long first;
    private final long last;

    Checkpoint(Connection connection, BookState state, int partition) {
        this.connection = connection;
        this.state = state;
        this.memory = state.memory();
        this.partition = partition;
        this.first = Math.max(1, (long) partition << memory.partitionBits());
        this.last = ((long) (partition + 1) << memory.partitionBits()) - 1;
    }

    void write() throws SQLException {
        writeDayDeltas();
        writeAccounts();
        writeClaims();
        writeSettings();
    }

    // ---- day deltas

    /** Sums by account and days, of rows that post. */
    private static final class Delta {
        long debits;
        long credits;
        long lastSeq;
    }

    private record DeltaKey(int account, int effectiveDay, int recordedDay) {}

    private void writeDayDeltas() throws SQLException {
        Map<DeltaKey, Delta> deltas = new HashMap<>();
        for (long position = first; position <= last; position++) {
            if (EntryKind.of(memory.kind(position)).posts()) {
                long recorded = state.times().timeOf(position);
                long own = memory.effectiveAt(position);
                int recordedDay = day(recorded);
                int effectiveDay = own == LogMemory.NO_TIME ? recordedDay : day(own);
                long seq = memory.seq(position);
                long amount = memory.amount(position);
                Delta debit = delta(deltas, memory.debit(position), effectiveDay, recordedDay);
                debit.debits += amount;
                debit.lastSeq = seq;
                Delta credit = delta(deltas, memory.credit(position), effectiveDay, recordedDay);
                credit.credits += amount;
                credit.lastSeq = seq;
            }
        }
        String firstRow = Long.toString(LedgerId.of(memory.book(), Math.max(first, 1)));
        String columns = " (first_row, last_seq, debits, credits, account, effective_day, recorded_day)";
        try (Rows rows = new Rows("ledger.day_delta_" + memory.book() + "_" + partition + columns)) {
            for (Map.Entry<DeltaKey, Delta> entry : deltas.entrySet()) {
                DeltaKey key = entry.getKey();
                Delta delta = entry.getValue();
                rows.text(firstRow)
                        .number(delta.lastSeq)
                        .number(delta.debits)
                        .number(delta.credits)
                        .number(key.account())
                        .text(LocalDate.ofEpochDay(key.effectiveDay()).toString())
                        .text(LocalDate.ofEpochDay(key.recordedDay()).toString())
                        .end();
            }
        }
        try (PreparedStatement index = connection.prepareStatement("SELECT ledger.index_day_deltas(?, ?)")) {
            index.setInt(1, memory.book());
            index.setInt(2, partition);
            index.execute();
        }
    }

    private static Delta delta(Map<DeltaKey, Delta> deltas, int account, int effectiveDay, int recordedDay) {
        return deltas.computeIfAbsent(new DeltaKey(account, effectiveDay, recordedDay), key -> new Delta());
    }

    private static int day(long micros) {
        return (int)
                LocalDate.ofInstant(Micros.toInstant(micros), ZoneOffset.UTC).toEpochDay();
    }

    // ---- accounts

    private void writeAccounts() throws SQLException {
        BitSet touched = new BitSet();
        for (long position = first; position <= last; position++) {
            if (memory.debit(position) != 0) {
                touched.set(memory.debit(position));
            }
            if (memory.credit(position) != 0) {
                touched.set(memory.credit(position));
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute(STAGE_ACCOUNTS);
        }
        String columns = " (book, number, seq, opened_seq, last_row, balance, held_debit, held_credit, floor, ceiling,"
                + " kind, status, currency, path, metadata)";
        try (Rows rows = new Rows("staged_account" + columns)) {
            for (int number = touched.nextSetBit(0); number >= 0; number = touched.nextSetBit(number + 1)) {
                account(rows, number);
                rows.end();
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute(MERGE_ACCOUNTS);
            statement.execute("TRUNCATE staged_account");
        }
    }

    private void account(Rows rows, int number) {
        state.readLock().lock();
        try {
            Accounts.Page page = state.accounts().page(number);
            Accounts.Columns committed = page.committed;
            int at = Accounts.at(number);
            rows.number(memory.book())
                    .number(number)
                    .number(committed.seq[at])
                    .number(page.opened[at])
                    .number(committed.lastRow[at])
                    .number(committed.posted[at])
                    .number(committed.heldDebit[at])
                    .number(committed.heldCredit[at])
                    .floor(committed.floor[at])
                    .ceiling(committed.ceiling[at])
                    .number(Accounts.kind(page, at).ordinal())
                    .number(committed.status[at])
                    .text(Accounts.currency(page, at).code())
                    .text(Accounts.path(page, at))
                    .text(committed.metadata[at]);
        } finally {
            state.readLock().unlock();
        }
    }

    // ---- claims and settings

    private void writeClaims() throws SQLException {
        Set<Long> targets = new LinkedHashSet<>();
        for (long position = first; position <= last; position++) {
            if (memory.leg(position) != 0) {
                continue;
            }
            switch (EntryKind.of(memory.kind(position))) {
                case HOLD -> targets.add(memory.seq(position));
                case REVERSAL, CAPTURE, CAPTURE_FREED, RELEASE, EXPIRY ->
                    targets.add((Long) java.util.Objects.requireNonNull(
                            Json.parse(memory.detail(position)).get("target")));
                case TRANSFER,
                        ACCOUNT_OPENED,
                        LIMITS_SET,
                        STATUS_SET,
                        METADATA_SET,
                        CHART_DEFINED,
                        PERIOD_CLOSED,
                        REJECTED -> {}
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(MERGE_CLAIM)) {
            int waiting = 0;
            for (long target : targets) {
                Claim claim = state.committedClaim(target);
                if (claim != null) {
                    bind(statement, claim);
                    statement.addBatch();
                    if (++waiting % 1_000 == 0) {
                        statement.executeBatch();
                    }
                }
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement statement, Claim claim) throws SQLException {
        statement.setLong(1, claim.target());
        statement.setLong(2, claim.seq());
        if (claim.expiresAt() == Claim.NEVER) {
            statement.setNull(3, java.sql.Types.BIGINT);
        } else {
            statement.setLong(3, claim.expiresAt());
        }
        statement.setInt(4, claim.shares());
        statement.setInt(5, claim.kind().ordinal() + 1);
        statement.setInt(6, claim.state().ordinal() + 1);
        statement.setArray(7, connection.unwrap(PGConnection.class).createArrayOf("int8", claim.taken()));
    }

    private void writeSettings() throws SQLException {
        Settings settings;
        int accounts;
        state.readLock().lock();
        try {
            settings = state.committedSettings();
            accounts = state.accounts().committedCount();
        } finally {
            state.readLock().unlock();
        }
        try (PreparedStatement statement = connection.prepareStatement(MERGE_SETTING)) {
            statement.setInt(1, memory.book());
            statement.setLong(2, settings.seq());
            statement.setInt(3, accounts);
            if (settings.closedUntil() == Settings.ALL_OPEN) {
                statement.setNull(4, java.sql.Types.BIGINT);
            } else {
                statement.setLong(4, settings.closedUntil());
            }
            statement.setString(
                    5,
                    Json.write(Map.of(
                            "patterns", ChartMatcher.toDetail(settings.chart().chart()))));
            statement.execute();
        }
    }

    /** Rows of a COPY in text format. */
    private final class Rows implements AutoCloseable {
        private final CopyIn copy;
        private final StringBuilder text = new StringBuilder(CHUNK_BYTES * 2);
        private boolean begun;
        private boolean ended;

        Rows(String table) throws SQLException {
            copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN");
        }

        private void separate() {
            if (begun) {
                text.append('\t');
            }
            begun = true;
        }

        Rows number(long value) {
            separate();
            text.append(value);
            return this;
        }

        Rows floor(long value) {
            return value == Accounts.NO_FLOOR ? text(null) : number(value);
        }

        Rows ceiling(long value) {
            return value == Accounts.NO_CEILING ? text(null) : number(value);
        }

        Rows text(@Nullable String value) {
            separate();
            if (value == null) {
                text.append("\\N");
                return this;
            }
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '\\' -> text.append("\\\\");
                    case '\t' -> text.append("\\t");
                    case '\n' -> text.append("\\n");
                    case '\r' -> text.append("\\r");
                    default -> text.append(c);
                }
            }
            return this;
        }

        void end() throws SQLException {
            text.append('\n');
            begun = false;
            if (text.length() >= CHUNK_BYTES) {
                send();
            }
        }

        private void send() throws SQLException {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
            text.setLength(0);
        }

        @Override
        public void close() throws SQLException {
            if (!ended && copy.isActive()) {
                ended = true;
                send();
                copy.endCopy();
            }
        }
    }
}
