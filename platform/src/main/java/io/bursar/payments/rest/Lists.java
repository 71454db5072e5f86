package io.bursar.payments.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Fields;
import io.bursar.api.IdRange;
import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.api.Rendering;
import io.bursar.api.SearchQuery;
import io.bursar.money.PublicId;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.BalanceRow;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Refund;
import io.bursar.payments.tell.BalanceJson;
import io.bursar.payments.tell.ChargeJson;
import io.bursar.payments.tell.IntentJson;
import io.bursar.payments.tell.RefundJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
import tools.jackson.databind.json.JsonMapper;

/** Lists of payments, charges, refunds and what money did: newest first, either way, by their ids. */
@Component
final class Lists {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SearchQuery.Subject SEARCHED =
            new SearchQuery.Subject(Payment.PREFIX, Set.of("status", "currency", "customer"));
    private static final UUID FIRST = new UUID(0, 0);

    static final String PAYMENTS = """
            SELECT id
            FROM payments.intent
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:customer AS text) IS NULL OR customer = :customer)
            """;

    static final String SEARCH = """
            SELECT id
            FROM payments.intent
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:status AS text) IS NULL OR state = :status)
                AND (CAST(:currency AS text) IS NULL OR currency = :currency)
                AND (CAST(:customer AS text) IS NULL OR customer = :customer)
                AND (CAST(:metadata AS jsonb) IS NULL
                    OR (terms -> 'metadata' <> '{}'::jsonb AND terms -> 'metadata' @> CAST(:metadata AS jsonb)))
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String CHARGES = """
            SELECT id, intent
            FROM payments.attempt
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:intent AS uuid) IS NULL OR intent = :intent)
            """;

    static final String REFUNDS = """
            SELECT id, intent
            FROM payments.operation
            WHERE kind = 'refund' AND book = :book AND id > :above AND id < :below
                AND (CAST(:intent AS uuid) IS NULL OR intent = :intent)
                AND (CAST(:attempt AS uuid) IS NULL OR attempt = :attempt)
            """;

    static final String BALANCES = """
            SELECT id, kind, amount, fee, currency, source, created_at
            FROM payments.balance_transaction
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:source AS text) IS NULL OR source = :source)
                AND (CAST(:kind AS text) IS NULL OR kind = :kind)
            """;

    static final String BALANCE = """
            SELECT id, kind, amount, fee, currency, source, created_at
            FROM payments.balance_transaction
            WHERE book = :book AND id = :id
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
    private final PaymentStore store;

    Lists(JdbcClient jdbc, PaymentStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    private JdbcClient.StatementSpec ranged(String sql, IdRange range, int book) {
        return jdbc.sql(sql + (range.page().isBackward() ? OLDEST : NEWEST))
                .param("book", book)
                .param("above", range.above())
                .param("below", range.below())
                .param("limit", range.page().limitAndOne());
    }

    Answer payments(Call call, String url) {
        int book = call.caller().book();
        record Query(IdRange range, @Nullable String customer) {}
        Query query = call.readQuery(
                fields -> new Query(IdRange.read(fields, Payment.PREFIX, book), fields.text("customer")));
        List<UUID> ids = ranged(PAYMENTS, query.range, book)
                .param("customer", query.customer)
                .query(UUID.class)
                .list();
        Map<UUID, Payment> payments = byId(ids);
        return query.range
                .page()
                .answer(
                        url,
                        ids.stream().map(payments::get).toList(),
                        (out, payment) -> IntentJson.write(out, payment));
    }

    Answer search(Call call, String url) {
        int book = call.caller().book();
        SearchQuery search = call.readQuery(fields -> SearchQuery.read(fields, SEARCHED, book));
        List<UUID> ids = jdbc.sql(SEARCH)
                .param("book", book)
                .param("above", search.above())
                .param("below", search.below())
                .param("status", search.texts().get("status"))
                .param("currency", search.texts().get("currency"))
                .param("customer", search.texts().get("customer"))
                .param("metadata", search.metadata().isEmpty() ? null : JSON.writeValueAsString(search.metadata()))
                .param("limit", search.limit() + 1)
                .query(UUID.class)
                .list();
        boolean hasMore = ids.size() > search.limit();
        List<UUID> shown = hasMore ? ids.subList(0, search.limit()) : ids;
        Map<UUID, Payment> payments = byId(shown);
        List<Payment> found = shown.stream().map(payments::get).toList();
        return Answer.ok(out -> out.text("object", "search_result")
                .list("data", found, (each, payment) -> IntentJson.write(each, payment))
                .flag("has_more", hasMore)
                .text("next_page", hasMore ? found.getLast().publicId() : null)
                .text("url", url));
    }

    private record Child(UUID id, UUID intent) {
        static Child read(ResultSet row, int index) throws SQLException {
            return new Child(row.getObject("id", UUID.class), row.getObject("intent", UUID.class));
        }
    }

    Answer charges(Call call, String url) {
        int book = call.caller().book();
        record Query(IdRange range, @Nullable UUID intent) {}
        Query query = call.readQuery(fields -> new Query(
                IdRange.read(fields, PublicNames.CHARGE, book), id(fields, "payment_intent", Payment.PREFIX, book)));
        List<Child> found = ranged(CHARGES, query.range, book)
                .param("intent", query.intent)
                .query(Child::read)
                .list();
        Map<UUID, Payment> payments = byId(found.stream().map(Child::intent).toList());
        return query.range.page().answer(url, found, (out, child) -> {
            Payment payment = Objects.requireNonNull(payments.get(child.intent));
            ChargeJson.write(out, payment, payment.attempt(child.id));
        });
    }

    Answer refunds(Call call, String url) {
        int book = call.caller().book();
        record Query(
                IdRange range,
                @Nullable UUID intent,
                @Nullable UUID attempt) {}
        Query query = call.readQuery(fields -> new Query(
                IdRange.read(fields, PublicNames.REFUND, book),
                id(fields, "payment_intent", Payment.PREFIX, book),
                id(fields, "charge", PublicNames.CHARGE, book)));
        List<Child> found = ranged(REFUNDS, query.range, book)
                .param("intent", query.intent)
                .param("attempt", query.attempt)
                .query(Child::read)
                .list();
        Map<UUID, Payment> payments = byId(found.stream().map(Child::intent).toList());
        return query.range
                .page()
                .answer(
                        url,
                        found,
                        (out, child) -> RefundJson.write(
                                out, Refund.of(Objects.requireNonNull(payments.get(child.intent)), child.id)));
    }

    private static @Nullable UUID id(Fields fields, String name, String prefix, int book) {
        String text = fields.text(name);
        return text == null ? null : ObjectIds.find(prefix, text, book).orElse(FIRST);
    }

    // ---- objects in place of their ids

    private static Map<String, UUID> ids(String prefix, Set<String> keys, int book) {
        Map<String, UUID> ids = new HashMap<>();
        keys.forEach(key -> ObjectIds.find(prefix, key, book).ifPresent(id -> ids.put(key, id)));
        return ids;
    }

    Map<String, Rendering> paymentsOf(Set<String> keys, int book) {
        Map<String, UUID> ids = ids(Payment.PREFIX, keys, book);
        Map<UUID, Payment> payments = byId(List.copyOf(ids.values()));
        Map<String, Rendering> found = new HashMap<>();
        ids.forEach((key, id) -> {
            Payment payment = payments.get(id);
            if (payment != null) {
                found.put(key, out -> IntentJson.write(out, payment));
            }
        });
        return found;
    }

    Map<String, Rendering> chargesOf(Set<String> keys, int book) {
        Map<String, Rendering> found = new HashMap<>();
        ids(PublicNames.CHARGE, keys, book)
                .forEach((key, id) -> store.byAttempt(id)
                        .flatMap(payment -> store.find(payment, book))
                        .ifPresent(
                                payment -> found.put(key, out -> ChargeJson.write(out, payment, payment.attempt(id)))));
        return found;
    }

    Map<String, Rendering> balancesOf(Set<String> keys, int book) {
        Map<String, Rendering> found = new HashMap<>();
        keys.forEach(key -> balance(key, book).ifPresent(answer -> found.put(key, answer.body())));
        return found;
    }

    private Map<UUID, Payment> byId(List<UUID> ids) {
        return store.findAll(ids.stream().distinct().toList()).stream()
                .collect(Collectors.toMap(Payment::id, Function.identity()));
    }

    // ---- what money did

    private record Balance(
            UUID id, String kind, long amount, long fee, String currency, String source, Instant createdAt) {
        static Balance read(ResultSet row, int index) throws SQLException {
            return new Balance(
                    row.getObject("id", UUID.class),
                    row.getString("kind"),
                    row.getLong("amount"),
                    row.getLong("fee"),
                    row.getString("currency"),
                    row.getString("source"),
                    row.getTimestamp("created_at").toInstant());
        }

        void write(JsonOut out) {
            BalanceJson.write(out, new BalanceRow(id, kind, amount, fee, source, createdAt), currency);
        }
    }

    Answer balances(Call call, String url) {
        int book = call.caller().book();
        record Query(
                IdRange range,
                @Nullable String source,
                @Nullable String kind) {}
        Query query = call.readQuery(fields -> new Query(
                IdRange.read(fields, PublicNames.BALANCE_TRANSACTION, book),
                fields.text("source"),
                fields.text("type")));
        List<Balance> found = ranged(BALANCES, query.range, book)
                .param("source", query.source)
                .param("kind", query.kind)
                .query(Balance::read)
                .list();
        return query.range.page().answer(url, found, (out, each) -> each.write(out));
    }

    Optional<Answer> balance(String id, int book) {
        return PublicId.parseUuid(PublicNames.BALANCE_TRANSACTION, id)
                .flatMap(uuid -> jdbc.sql(BALANCE)
                        .param("book", book)
                        .param("id", uuid)
                        .query(Balance::read)
                        .optional())
                .map(found -> Answer.ok(found::write));
    }
}
