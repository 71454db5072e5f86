package io.bursar.engine.search;

import io.bursar.engine.AccountRef;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole log in memory, and a filter that looks at everything. */
final class NaiveLog {
    private static final String ROWS = """
            SELECT l.seq, l.kind, l.leg, l.debit, l.credit, l.effective_at, b.at, d.detail ->> 'ref',
                ARRAY(SELECT m.name FROM jsonb_each_text(d.detail -> 'meta') m (name, value) ORDER BY m.name),
                ARRAY(SELECT m.value FROM jsonb_each_text(d.detail -> 'meta') m (name, value) ORDER BY m.name),
                d.detail ->> 'path', d.detail ->> 'currency'
            FROM ledger.log l
            CROSS JOIN LATERAL (SELECT l.detail::jsonb AS detail) d
            CROSS JOIN LATERAL (
                SELECT x.at FROM ledger.batch x WHERE x.book = ? AND x.first_seq <= l.seq
                ORDER BY x.first_seq DESC LIMIT 1) b
            WHERE l.seq >> 44 = ?
            ORDER BY l.seq
            """;

    /** One row that moved money or a hold. */
    record Row(long seq, EntryKind kind, int debit, int credit) {
        boolean isOf(int account) {
            return debit == account || credit == account;
        }
    }

    /** A command with its rows. */
    record Command(
            long id,
            EntryKind kind,
            @Nullable String reference,
            Map<String, String> metadata,
            Instant recorded,
            Instant effective,
            List<Row> rows) {
        /** Legs as a view shows them: a capture's are what it posted. */
        List<Row> legs() {
            return kind == EntryKind.CAPTURE
                    ? rows.stream()
                            .filter(row -> row.kind() == EntryKind.CAPTURE)
                            .toList()
                    : rows;
        }

        boolean carries(CommandFilter filter) {
            return (filter.reference() == null || filter.reference().equals(reference))
                    && filter.metadata().entrySet().stream()
                            .allMatch(entry -> entry.getValue().equals(metadata.get(entry.getKey())))
                    && (filter.metadataValue() == null || metadata.containsValue(filter.metadataValue()))
                    && filter.recorded().contains(recorded)
                    && filter.effective().contains(effective);
        }
    }

    final List<Command> commands = new ArrayList<>();
    final Map<Integer, AccountRef> accounts = new HashMap<>();

    static NaiveLog read(Connection connection, int book) throws SQLException {
        NaiveLog log = new NaiveLog();
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setFetchSize(5_000);
            statement.setInt(1, book);
            statement.setInt(2, book);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    log.add(row);
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return log;
    }

    private void add(ResultSet row) throws SQLException {
        EntryKind kind = EntryKind.of(row.getInt(2));
        if (kind == EntryKind.ACCOUNT_OPENED) {
            accounts.put(row.getInt(4), AccountRef.of(row.getString(11), row.getString(12)));
        }
        if (!kind.isEntry()) {
            return;
        }
        if (row.getInt(3) == 0) {
            commands.add(command(row, kind));
        }
        commands.getLast().rows().add(new Row(row.getLong(1), kind, row.getInt(4), row.getInt(5)));
    }

    private static Command command(ResultSet row, EntryKind kind) throws SQLException {
        String[] names = (String[]) row.getArray(9).getArray();
        String[] values = (String[]) row.getArray(10).getArray();
        Map<String, String> metadata = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            metadata.put(names[i], values[i]);
        }
        Instant recorded = row.getObject(7, OffsetDateTime.class).toInstant();
        OffsetDateTime own = row.getObject(6, OffsetDateTime.class);
        return new Command(
                row.getLong(1),
                kind == EntryKind.CAPTURE_FREED ? EntryKind.CAPTURE : kind,
                row.getString(8),
                metadata,
                recorded,
                own == null ? recorded : own.toInstant(),
                new ArrayList<>());
    }

    /** Ids of commands that the filter admits, oldest first. */
    List<Long> find(CommandFilter filter) {
        Set<Integer> numbers = new HashSet<>();
        accounts.forEach((number, ref) -> {
            if (filter.accounts().contains(ref)) {
                numbers.add(number);
            }
        });
        return commands.stream()
                .filter(command -> command.carries(filter))
                .filter(command -> filter.kinds().isEmpty() || filter.kinds().contains(command.kind()))
                .filter(command -> filter.accounts().isEmpty()
                        || command.legs().stream()
                                .anyMatch(leg -> numbers.contains(leg.debit()) || numbers.contains(leg.credit())))
                .map(Command::id)
                .toList();
    }

    /** Rows of an account's history that the filter admits, oldest first. */
    List<Long> history(int account, CommandFilter filter) {
        return commands.stream()
                .filter(command -> command.carries(filter))
                .flatMap(command -> command.rows().stream())
                .filter(row -> row.isOf(account))
                .filter(row -> filter.kinds().isEmpty() || filter.kinds().contains(row.kind()))
                .map(Row::seq)
                .toList();
    }
}
