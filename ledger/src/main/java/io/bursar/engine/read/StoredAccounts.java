package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.AccountView;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.StoredCommand;
import io.bursar.money.Currency;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Accounts as checkpoints have them, and their rows in sealed partitions. */
final class StoredAccounts {
    private static final String COLUMNS = "SELECT number, path, currency, kind, status, balance, held_debit,"
            + " held_credit, floor, ceiling, metadata, opened_seq, seq FROM ledger.account";

    private static final String BEYOND_LIMITS = COLUMNS + """
             WHERE book = ?
                AND (CASE WHEN kind IN (0, 4) THEN balance - held_credit ELSE -balance - held_debit END < floor
                    OR CASE WHEN kind IN (0, 4) THEN balance + held_debit ELSE -balance + held_credit END > ceiling)
            """;

    private static final String TOTALS = """
            SELECT currency, kind, count(*), sum(balance)::int8, sum(held_debit - held_credit)::int8
            FROM ledger.account a
            WHERE a.book = ? AND a.path >= ? AND a.path < ?
                AND %s (SELECT FROM unnest(?::int4[]) n (number) WHERE n.number = a.number)
            GROUP BY currency, kind
            """;

    private static final String WALK = """
            SELECT w.seq, w.amount, w.debit_balance, w.credit_balance, w.debit_prev, w.credit_prev,
                (extract(epoch FROM w.effective_at) * 1000000)::int8, w.debit, w.credit, w.kind, w.leg, w.detail,
                (SELECT (extract(epoch FROM b.at) * 1000000)::int8
                 FROM ledger.batch b
                 WHERE b.book = ? AND b.first_seq <= w.seq
                 ORDER BY b.first_seq DESC
                 LIMIT 1)
            FROM ledger.walk(?, ?, ?) AS w
            """;

    private final int book;

    StoredAccounts(int book) {
        this.book = book;
    }

    Optional<AccountView> byRef(Connection connection, AccountRef ref) throws SQLException {
        String sql = COLUMNS + " WHERE book = ? AND path = ? AND currency = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, book);
            statement.setString(2, ref.path());
            statement.setString(3, ref.currency().code());
            return one(statement);
        }
    }

    Optional<AccountView> byNumber(Connection connection, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + " WHERE book = ? AND number = ?")) {
            statement.setInt(1, book);
            statement.setInt(2, number);
            return one(statement);
        }
    }

    private Optional<AccountView> one(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(view(row)) : Optional.empty();
        }
    }

    long lastRow(Connection connection, int number) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT last_row FROM ledger.account WHERE book = ? AND number = ?")) {
            statement.setInt(1, book);
            statement.setInt(2, number);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    List<AccountView> page(Connection connection, String prefix, @Nullable AccountRef after, int limit)
            throws SQLException {
        String sql = COLUMNS + " WHERE book = ? AND path >= ? AND path < ? AND (path, currency) > (?, ?)"
                + " ORDER BY path, currency LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, book);
            statement.setString(2, prefix);
            // In C order every path is below this: it sorts after all that may follow the prefix.
            statement.setString(3, prefix + "\uffff");
            statement.setString(4, after == null ? "" : after.path());
            statement.setString(5, after == null ? "" : after.currency().code());
            statement.setInt(6, limit);
            return list(statement);
        }
    }

    /** The accounts of one path, in all currencies. */
    List<AccountView> byPath(Connection connection, String path) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + " WHERE book = ? AND path = ?")) {
            statement.setInt(1, book);
            statement.setString(2, path);
            return list(statement);
        }
    }

    /** The first account, in order of path, whose path is not before one and begins with a prefix. */
    Optional<AccountView> first(Connection connection, String prefix, String notBefore) throws SQLException {
        String sql = COLUMNS + " WHERE book = ? AND path >= ? AND path < ? ORDER BY path, currency LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, book);
            statement.setString(2, notBefore);
            statement.setString(3, prefix + "\uffff");
            return one(statement);
        }
    }

    List<AccountView> beyondLimits(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEYOND_LIMITS)) {
            statement.setInt(1, book);
            return list(statement);
        }
    }

    private List<AccountView> list(PreparedStatement statement) throws SQLException {
        List<AccountView> views = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                views.add(view(row));
            }
        }
        return views;
    }

    /** Which accounts a set of numbers stands for. */
    enum Which {
        THESE,
        ALL_BUT
    }

    /** Sums of the accounts whose path begins so, as checkpointed. */
    TrialBalances totals(Connection connection, String prefix, Which which, BitSet numbers) throws SQLException {
        String sql = TOTALS.formatted(which == Which.THESE ? "EXISTS" : "NOT EXISTS");
        TrialBalances sums = new TrialBalances();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, book);
            statement.setString(2, prefix);
            statement.setString(3, prefix + "\uffff");
            statement.setArray(
                    4, connection.createArrayOf("int4", numbers.stream().boxed().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sums.add(
                            Currency.of(row.getString(1)),
                            AccountKind.values()[row.getInt(2)],
                            new TrialBalances.Figures(row.getLong(3), row.getLong(4), row.getLong(5)));
                }
            }
        }
        return sums;
    }

    /** Every account of the book whose path begins so, a thousand at a time. */
    void all(Connection connection, String prefix, Consumer<AccountView> into) throws SQLException {
        connection.setAutoCommit(false);
        String sql = COLUMNS + " WHERE book = ? AND path >= ? AND path < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(1_000);
            statement.setInt(1, book);
            statement.setString(2, prefix);
            statement.setString(3, prefix + "\uffff");
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    into.accept(view(row));
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private AccountView view(ResultSet row) throws SQLException {
        AccountKind kind = AccountKind.values()[row.getInt(4)];
        boolean debitNormal = kind.normalSide() == NormalSide.DEBIT;
        long heldDebit = row.getLong(7);
        long heldCredit = row.getLong(8);
        return new AccountView(
                LedgerId.of(book, row.getInt(1)),
                new AccountRef(row.getString(2), Currency.of(row.getString(3))),
                kind,
                AccountStatus.values()[row.getInt(5)],
                kind.normal(row.getLong(6)),
                debitNormal ? heldCredit : heldDebit,
                debitNormal ? heldDebit : heldCredit,
                number(row, 9),
                number(row, 10),
                metadata(row.getString(11)),
                row.getLong(12),
                row.getLong(13));
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static Map<String, String> metadata(@Nullable String json) {
        return StoredCommand.strings(Json.parse(json));
    }

    /** An account's rows after one. */
    record RowsAfter(int number, long seq) {}

    /** The first row after another that ends a piece of the account's day deltas in a partition; 0 for none. */
    long rowAfter(Connection connection, int partition, RowsAfter rows) throws SQLException {
        String sql = "SELECT min(last_seq) FROM ledger.day_delta_" + book + "_" + partition
                + " WHERE account = ? AND last_seq > ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, rows.number());
            statement.setLong(2, rows.seq());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Which of an account's rows are wanted: at most {@code limit} from {@code from} on, newest first. */
    record Walk(int number, AccountKind kind, long from, int limit) {}

    /** An account's rows from one on, newest first, all of them in sealed partitions. */
    List<HistoryEntry> walk(Connection connection, Walk walk, IntFunction<AccountRef> names) throws SQLException {
        List<HistoryEntry> entries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(WALK)) {
            statement.setInt(1, book);
            statement.setInt(2, walk.number());
            statement.setLong(3, walk.from());
            statement.setInt(4, walk.limit());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row, walk, names));
                }
            }
        }
        return entries;
    }

    private static HistoryEntry entry(ResultSet row, Walk walk, IntFunction<AccountRef> names) throws SQLException {
        long effectiveAt = row.getLong(7);
        if (row.wasNull()) {
            effectiveAt = LogMemory.NO_TIME;
        }
        HistoryEntries.Row values = new HistoryEntries.Row(
                row.getLong(1),
                row.getInt(10),
                row.getInt(11),
                row.getInt(8),
                row.getInt(9),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                effectiveAt,
                row.getString(12));
        return HistoryEntries.of(values, walk.number(), walk.kind(), row.getLong(13), names);
    }
}
