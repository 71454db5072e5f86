package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.engine.Key;
import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison accepts the rows that the model expects, and names what differs in one that was changed. */
class LogComparisonTest {
    private static final String INSERT = """
            INSERT INTO ledger.log (seq, amount, debit_balance, credit_balance, debit_prev, credit_prev, body_hash,
                effective_at, debit, credit, kind, leg, key, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final AtomicInteger BOOKS = new AtomicInteger();

    private static final TestDatabase DATABASE = ModelDatabase.create();

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "amount", "credit_balance", "debit_prev", "effective_at", "key", "detail.target", "leg"})
    void it_names_the_column_that_differs(String column) throws SQLException {
        int book = BOOKS.incrementAndGet();
        List<ModelRow> rows = rows(book);
        try (Connection connection = DATABASE.connect()) {
            connection.createStatement().execute("SELECT ledger.create_book(%d, 24::int2)".formatted(book));
            connection.createStatement().execute("SELECT ledger.add_partition(%d, 0)".formatted(book));
            insert(connection, rows, changing(column));
            LogComparison comparison = new LogComparison(connection);
            if (column.isEmpty()) {
                comparison.compare(rows);
                assertThat(comparison.compared()).isEqualTo(rows.size());
            } else {
                assertThatThrownBy(() -> comparison.compare(rows))
                        .isInstanceOf(Divergence.class)
                        .hasMessageContaining("differs: [" + column + " expected");
            }
        }
    }

    private static List<ModelRow> rows(int book) {
        NaiveLedger ledger = new NaiveLedger(book);
        World world = new World();
        CommandGenerator generator = new CommandGenerator(5, world);
        Instant now = Instant.parse("2026-08-09T10:11:12.131415Z");
        ledger.runAlone(now, List.of(Samples.with(define(), io.bursar.engine.Terms.NONE)), false);
        for (int i = 0; i < 150; i++) {
            now = now.plus(Duration.ofMillis(7));
            Submission next = generator.next(now);
            var outcomes = ledger.runAlone(now, next.commands(), next.form() == Submission.Form.ALL_OR_NOTHING);
            for (int j = 0; j < outcomes.size(); j++) {
                world.told(next.commands().get(j), outcomes.get(j));
            }
        }
        return ledger.state.takeRows();
    }

    private static io.bursar.engine.Command define() {
        return new io.bursar.engine.Command.DefineChart(Cast.chart(true), io.bursar.engine.Terms.NONE);
    }

    /** Changes every row that has something to change. */
    private static UnaryOperator<List<@Nullable Object>> changing(String column) {
        int at = List.of(
                        "seq",
                        "amount",
                        "debit_balance",
                        "credit_balance",
                        "debit_prev",
                        "credit_prev",
                        "body_hash",
                        "effective_at",
                        "debit",
                        "credit",
                        "kind",
                        "leg",
                        "key",
                        "detail")
                .indexOf(column.startsWith("detail") ? "detail" : column);
        return values -> {
            if (at < 0) {
                return values;
            }
            Object changed =
                    switch (values.get(at)) {
                        case Long number -> number + 1;
                        case Integer number -> number + 1;
                        case byte[] bytes -> new byte[] {bytes[0]};
                        case String text -> text.replaceFirst("\"target\":", "\"target\":9");
                        case java.time.OffsetDateTime time -> time.plusNanos(1_000);
                        case null -> null;
                        default -> throw new IllegalStateException(column);
                    };
            values.set(at, changed);
            return values;
        };
    }

    private static void insert(Connection connection, List<ModelRow> rows, UnaryOperator<List<@Nullable Object>> change)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (ModelRow row : rows) {
                List<@Nullable Object> values = change.apply(values(row));
                for (int i = 0; i < values.size(); i++) {
                    insert.setObject(i + 1, values.get(i));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static List<@Nullable Object> values(ModelRow row) {
        ModelRow.Movement money = row.money();
        Key key = row.key();
        Instant effective = row.effectiveAt();
        List<@Nullable Object> values = new ArrayList<>();
        values.add(row.seq());
        values.add(money == null ? null : money.amount());
        values.add(money == null ? null : money.debitBalance());
        values.add(money == null ? null : money.creditBalance());
        values.add(money == null ? null : money.debitPrev());
        values.add(money == null ? null : money.creditPrev());
        values.add(key == null ? null : 77L);
        values.add(effective == null ? null : effective.atOffset(ZoneOffset.UTC));
        values.add(row.debit());
        values.add(row.credit());
        values.add((int) row.kind().code());
        values.add(row.leg());
        values.add(key == null ? null : LogComparison.encode(key));
        values.add(row.detail().isEmpty() ? null : json(row.detail()));
        return values;
    }

    private static String json(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                List<String> fields = new ArrayList<>();
                map.forEach((name, field) -> fields.add(json(name) + ":" + json(field)));
                yield "{" + String.join(",", fields) + "}";
            }
            case List<?> list ->
                "[" + list.stream().map(LogComparisonTest::json).collect(java.util.stream.Collectors.joining(","))
                        + "]";
            case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case Number number -> number.toString();
            case Boolean bool -> bool.toString();
            default -> "\"something\"";
        };
    }
}
