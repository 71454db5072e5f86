package io.bursar.engine.seal;

import io.bursar.engine.EntryKind;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.ChartMatcher;
import io.bursar.engine.state.Claim;
import io.bursar.engine.state.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes what a full partition changed: its day deltas, its search index, and the committed state, each with its own
 * seq, of the accounts, claims and settings that its rows touched. The state may be newer than the partition; its seq
 * says so.
 */
final class Checkpoint {
    private static final String STAGE_ACCOUNTS = """
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_account (LIKE ledger.account) ON COMMIT DELETE ROWS
            """;

    // One hash of all touched accounts: split into batches it would visit each page once for each of them.
    private static final String ROOM_TO_JOIN = "SET LOCAL work_mem = '256MB'";

    // Known accounts by UPDATE, which reads the table once in its own order and, thanks to the room that pages keep,
    // writes no index; only new ones pay for the look-ups of ON CONFLICT.
    private static final String UPDATE_ACCOUNTS = """
            UPDATE ledger.account AS a
            SET seq = s.seq, last_row = s.last_row, balance = s.balance, held_debit = s.held_debit,
                held_credit = s.held_credit, floor = s.floor, ceiling = s.ceiling, status = s.status,
                metadata = s.metadata
            FROM staged_account s
            WHERE a.book = s.book AND a.number = s.number AND a.seq < s.seq
            """;

    private static final String ADD_ACCOUNTS = """
            INSERT INTO ledger.account AS a
            SELECT *
            FROM staged_account s
            WHERE NOT EXISTS (SELECT FROM ledger.account k WHERE k.book = s.book AND k.number = s.number)
            ON CONFLICT (book, number) DO UPDATE
            SET seq = excluded.seq, last_row = excluded.last_row, balance = excluded.balance,
                held_debit = excluded.held_debit, held_credit = excluded.held_credit, floor = excluded.floor,
                ceiling = excluded.ceiling, status = excluded.status, metadata = excluded.metadata
            WHERE a.seq < excluded.seq
            """;

    private static final String STAGE_CLAIMS = """
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_claim (
                target int8, seq int8, expires_micros int8, shares int4, kind int2, state int2, taken int8[])
            ON COMMIT DELETE ROWS
            """;

    private static final String MERGE_CLAIMS = """
            INSERT INTO ledger.claim AS c (target, seq, expires_at, shares, kind, state, taken)
            SELECT target, seq, timestamptz 'epoch' + expires_micros * interval '1 microsecond', shares, kind, state,
                taken
            FROM staged_claim
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

    /** @return what the seal says of the partition's times */
    DayDeltas.Times write() throws SQLException {
        DayDeltas.Times times = new DayDeltas(state, partition).write(connection);
        writeAccounts();
        writeClaims();
        writeSettings();
        LogShape shape = new LogShape(memory.book(), memory.partitionBits());
        SearchEntries.of(memory, partition).write(connection, shape, partition);
        return times;
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
        try (CopyText rows = new CopyText(connection, "staged_account" + columns)) {
            for (int number = touched.nextSetBit(0); number >= 0; number = touched.nextSetBit(number + 1)) {
                account(rows, number);
                rows.end();
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute(ROOM_TO_JOIN);
            statement.execute(UPDATE_ACCOUNTS);
            statement.execute(ADD_ACCOUNTS);
            statement.execute("TRUNCATE staged_account");
        }
    }

    private void account(CopyText rows, int number) {
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
                    .numberOr(committed.floor[at] == Accounts.NO_FLOOR, committed.floor[at])
                    .numberOr(committed.ceiling[at] == Accounts.NO_CEILING, committed.ceiling[at])
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
        try (var statement = connection.createStatement()) {
            statement.execute(STAGE_CLAIMS);
        }
        try (CopyText rows =
                new CopyText(connection, "staged_claim (target, seq, expires_micros, shares, kind, state, taken)")) {
            for (long target : targets) {
                Claim claim = state.committedClaim(target);
                if (claim != null) {
                    claim(rows, claim);
                    rows.end();
                }
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute(MERGE_CLAIMS);
            statement.execute("TRUNCATE staged_claim");
        }
    }

    private static void claim(CopyText rows, Claim claim) {
        rows.number(claim.target())
                .number(claim.seq())
                .numberOr(claim.expiresAt() == Claim.NEVER, claim.expiresAt())
                .number(claim.shares())
                .number(claim.kind().ordinal() + 1)
                .number(claim.state().ordinal() + 1)
                .text(Arrays.stream(claim.taken()).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}")));
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
}
