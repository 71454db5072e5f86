package io.bursar.disputes.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Fields;
import io.bursar.api.IdRange;
import io.bursar.api.ObjectIds;
import io.bursar.api.Rendering;
import io.bursar.disputes.CatchUp;
import io.bursar.disputes.DisputeStore;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.tell.DisputeJson;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lists of disputes: newest first, either way, by their ids. */
@Component
final class DisputeLists {
    private static final UUID NONE = new UUID(0, 0);

    static final String DISPUTES = """
            SELECT id
            FROM disputes.dispute
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:intent AS uuid) IS NULL OR intent = :intent)
                AND (CAST(:charge AS uuid) IS NULL OR charge = :charge)
            """;

    private static final String NEWEST = """
            ORDER BY id DESC
            LIMIT :limit
            """;

    private static final String OLDEST = """
            ORDER BY id
            LIMIT :limit
            """;

    private final JdbcClient jdbc;
    private final DisputeStore store;
    private final PaymentStore payments;

    private final CatchUp catchUp;

    DisputeLists(JdbcClient jdbc, DisputeStore store, PaymentStore payments, CatchUp catchUp) {
        this.catchUp = catchUp;
        this.jdbc = jdbc;
        this.store = store;
        this.payments = payments;
    }

    Answer disputes(Call call, String url) {
        int book = call.caller().book();
        record Query(
                IdRange range,
                @Nullable UUID intent,
                @Nullable UUID charge) {}
        Query query = call.readQuery(fields -> new Query(
                IdRange.read(fields, PublicNames.DISPUTE, book),
                id(fields, "payment_intent", Payment.PREFIX, book),
                id(fields, "charge", PublicNames.CHARGE, book)));
        List<UUID> ids = ids(query.range, query.intent, query.charge, book);
        boolean isOfOne = query.intent != null || query.charge != null;
        if (ids.isEmpty()
                && isOfOne
                && payment(query.intent, query.charge, book)
                        .filter(catchUp::with)
                        .isPresent()) {
            ids = ids(query.range, query.intent, query.charge, book);
        }
        Map<UUID, Rendering> found = renderings(ids);
        return query.range
                .page()
                .answer(
                        url,
                        ids,
                        (out, id) -> Objects.requireNonNull(found.get(id)).write(out));
    }

    private List<UUID> ids(IdRange range, @Nullable UUID intent, @Nullable UUID charge, int book) {
        return ranged(jdbc, DISPUTES, range, book)
                .param("intent", intent)
                .param("charge", charge)
                .query(UUID.class)
                .list();
    }

    private Optional<Payment> payment(@Nullable UUID intent, @Nullable UUID charge, int book) {
        return Optional.ofNullable(intent)
                .or(() -> Optional.ofNullable(charge).flatMap(payments::byAttempt))
                .flatMap(id -> payments.find(id, book));
    }

    static JdbcClient.StatementSpec ranged(JdbcClient jdbc, String sql, IdRange range, int book) {
        return jdbc.sql(sql + (range.page().isBackward() ? OLDEST : NEWEST))
                .param("book", book)
                .param("above", range.above())
                .param("below", range.below())
                .param("limit", range.page().limitAndOne());
    }

    /** Of a parameter; one that names nothing of this book finds nothing. */
    static @Nullable UUID id(Fields fields, String name, String prefix, int book) {
        String text = fields.text(name);
        return text == null ? null : ObjectIds.find(prefix, text, book).orElse(NONE);
    }

    private Map<UUID, Rendering> renderings(List<UUID> ids) {
        List<Dispute> disputes = store.findAll(ids);
        Map<UUID, Payment> paid =
                payments
                        .findAll(disputes.stream()
                                .map(each -> each.of().payment())
                                .distinct()
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(Payment::id, Function.identity()));
        Map<UUID, Rendering> renderings = new HashMap<>();
        for (Dispute dispute : disputes) {
            Payment payment = Objects.requireNonNull(paid.get(dispute.of().payment()));
            renderings.put(dispute.id(), out -> DisputeJson.write(out, dispute, payment));
        }
        return renderings;
    }

    /** Disputes in place of their ids. */
    Map<String, Rendering> of(Set<String> keys, int book) {
        Map<String, UUID> ids = new HashMap<>();
        keys.forEach(key -> ObjectIds.find(PublicNames.DISPUTE, key, book).ifPresent(id -> ids.put(key, id)));
        Map<UUID, Rendering> renderings = renderings(List.copyOf(ids.values()));
        Map<String, Rendering> found = new HashMap<>();
        ids.forEach((key, id) -> {
            if (renderings.containsKey(id)) {
                found.put(key, renderings.get(id));
            }
        });
        return found;
    }
}
