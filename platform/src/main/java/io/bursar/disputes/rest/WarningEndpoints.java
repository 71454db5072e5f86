package io.bursar.disputes.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.IdRange;
import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.disputes.tell.WarningJson;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Warnings of fraud, in the shape of Stripe's. */
@Controller
final class WarningEndpoints {
    private static final String URL = "/v1/radar/early_fraud_warnings";

    static final String LIST = """
            SELECT id, intent, charge, type, created_at
            FROM disputes.fraud_warning
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:intent AS uuid) IS NULL OR intent = :intent)
                AND (CAST(:charge AS uuid) IS NULL OR charge = :charge)
            """;

    static final String FIND = """
            SELECT id, intent, charge, type, created_at
            FROM disputes.fraud_warning
            WHERE id = :id AND book = :book
            """;

    private final JdbcClient jdbc;
    private final PaymentStore payments;

    WarningEndpoints(JdbcClient jdbc, PaymentStore payments) {
        this.jdbc = jdbc;
        this.payments = payments;
    }

    private record Row(UUID id, UUID intent, UUID charge, String type, Instant createdAt) {
        static Row read(ResultSet row, int index) throws SQLException {
            return new Row(
                    row.getObject("id", UUID.class),
                    row.getObject("intent", UUID.class),
                    row.getObject("charge", UUID.class),
                    row.getString("type"),
                    row.getTimestamp("created_at").toInstant());
        }

        void write(JsonOut out, Payment payment) {
            WarningJson.write(out, new WarningJson.Said(id, charge, type, createdAt), payment);
        }
    }

    @GetMapping(URL)
    @Requires(Right.DISPUTES_READ)
    @Answers(value = "radar.early_fraud_warning", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        int book = call.caller().book();
        record Query(
                IdRange range,
                @Nullable UUID intent,
                @Nullable UUID charge) {}
        Query query = call.readQuery(fields -> new Query(
                IdRange.read(fields, WarningJson.PREFIX, book),
                DisputeLists.id(fields, "payment_intent", Payment.PREFIX, book),
                DisputeLists.id(fields, "charge", PublicNames.CHARGE, book)));
        List<Row> rows = DisputeLists.ranged(jdbc, LIST, query.range, book)
                .param("intent", query.intent)
                .param("charge", query.charge)
                .query(Row::read)
                .list();
        Map<UUID, Payment> paid = payments
                .findAll(rows.stream().map(Row::intent).distinct().toList())
                .stream()
                .collect(Collectors.toMap(Payment::id, Function.identity()));
        return query.range
                .page()
                .answer(URL, rows, (out, row) -> row.write(out, Objects.requireNonNull(paid.get(row.intent))));
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.DISPUTES_READ)
    @Answers("radar.early_fraud_warning")
    Answer get(Call call) {
        call.readNothing();
        int book = call.caller().book();
        Row row = ObjectIds.find(WarningJson.PREFIX, call.path("id"), book)
                .flatMap(id -> jdbc.sql(FIND)
                        .param("id", id)
                        .param("book", book)
                        .query(Row::read)
                        .optional())
                .orElseThrow(() -> Problem.missing("early fraud warning", call.path("id"), "id")
                        .asException());
        Payment payment = payments.find(row.intent, book).orElseThrow();
        return Answer.ok(out -> row.write(out, payment));
    }
}
