package io.bursar.payments.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.api.Rendering;
import io.bursar.api.SearchQuery;
import io.bursar.money.PublicId;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Refund;
import io.bursar.payments.tell.ChargeJson;
import io.bursar.payments.tell.IntentJson;
import io.bursar.payments.tell.RefundJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
    private static final UUID LAST = new UUID(-1, -1);

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
            SELECT id, kind, amount, currency, source, created_at
            FROM payments.balance_transaction
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:source AS text) IS NULL OR source = :source)
                AND (CAST(:kind AS text) IS NULL OR kind = :kind)
            """;

    static final String BALANCE = """
            SELECT id, kind, amount, currency, source, created_at
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

    /** Which part of a list: ids between two, both left out. */
    private record Range(Page page, UUID above, UUID below) {
        static Range read(Fields query, String prefix, int book) {
            Page page = Page.readEitherWay(query);
            Created created = Created.read(query);
            UUID above = created.from == null ? FIRST : before(ObjectIds.lowest(created.from));
            UUID below = created.to == null ? LAST : ObjectIds.lowest(created.to);
            if (page.startingAfter() != null) {
                below = least(below, cursor(prefix, page.startingAfter(), "starting_after", book));
            }
            if (page.endingBefore() != null) {
                above = greatest(above, cursor(prefix, page.endingBefore(), "ending_before", book));
            }
            return new Range(page, above, below);
        }

        private static UUID cursor(String prefix, String id, String param, int book) {
            return ObjectIds.find(prefix, id, book)
                    .orElseThrow(
                            () -> Problem.missingReference("object", id, param).asException());
        }

        private static UUID before(UUID id) {
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() - 1);
        }

        private static UUID least(UUID one, UUID other) {
            return below(one, other) ? one : other;
        }

        private static UUID greatest(UUID one, UUID other) {
            return below(one, other) ? other : one;
        }

        /** In the database's order, which is that of the bytes. */
        private static boolean below(UUID one, UUID other) {
            int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
            return high < 0
                    || (high == 0
                            && Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits())
                                    < 0);
        }

        String order() {
            return page.isBackward() ? OLDEST : NEWEST;
        }
    }

    /** @param from the first second that counts; null: from the beginning @param to the first that does not */
    private record Created(@Nullable Instant from, @Nullable Instant to) {
        static Created read(Fields query) {
            if (!query.has("created")) {
                return new Created(null, null);
            }
            if (query.isText("created")) {
                Instant second = query.instant("created");
                return second == null ? new Created(null, null) : new Created(second, second.plusSeconds(1));
            }
            Fields created = Objects.requireNonNull(query.group("created"));
            Instant gte = created.instant("gte");
            Instant gt = created.instant("gt");
            Instant lt = created.instant("lt");
            Instant lte = created.instant("lte");
            return new Created(gt == null ? gte : gt.plusSeconds(1), lte == null ? lt : lte.plusSeconds(1));
        }
    }

    private JdbcClient.StatementSpec ranged(String sql, Range range, int book) {
        return jdbc.sql(sql + range.order())
                .param("book", book)
                .param("above", range.above)
                .param("below", range.below)
                .param("limit", range.page.limitAndOne());
    }

    Answer payments(Call call, String url) {
        int book = call.caller().book();
        record Query(Range range, @Nullable String customer) {}
        Query query =
                call.readQuery(fields -> new Query(Range.read(fields, Payment.PREFIX, book), fields.text("customer")));
        List<UUID> ids = ranged(PAYMENTS, query.range, book)
                .param("customer", query.customer)
                .query(UUID.class)
                .list();
        Map<UUID, Payment> payments = byId(ids);
        return query.range.page.answer(
                url, ids.stream().map(payments::get).toList(), (out, payment) -> IntentJson.write(out, payment));
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
        record Query(Range range, @Nullable UUID intent) {}
        Query query = call.readQuery(fields -> new Query(
                Range.read(fields, PublicNames.CHARGE, book), id(fields, "payment_intent", Payment.PREFIX, book)));
        List<Child> found = ranged(CHARGES, query.range, book)
                .param("intent", query.intent)
                .query(Child::read)
                .list();
        Map<UUID, Payment> payments = byId(found.stream().map(Child::intent).toList());
        return query.range.page.answer(url, found, (out, child) -> {
            Payment payment = Objects.requireNonNull(payments.get(child.intent));
            ChargeJson.write(out, payment, payment.attempt(child.id));
        });
    }

    Answer refunds(Call call, String url) {
        int book = call.caller().book();
        record Query(
                Range range,
                @Nullable UUID intent,
                @Nullable UUID attempt) {}
        Query query = call.readQuery(fields -> new Query(
                Range.read(fields, PublicNames.REFUND, book),
                id(fields, "payment_intent", Payment.PREFIX, book),
                id(fields, "charge", PublicNames.CHARGE, book)));
        List<Child> found = ranged(REFUNDS, query.range, book)
                .param("intent", query.intent)
                .param("attempt", query.attempt)
                .query(Child::read)
                .list();
        Map<UUID, Payment> payments = byId(found.stream().map(Child::intent).toList());
        return query.range.page.answer(
                url,
                found,
                (out, child) ->
                        RefundJson.write(out, Refund.of(Objects.requireNonNull(payments.get(child.intent)), child.id)));
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

    private record Balance(UUID id, String kind, long amount, String currency, String source, Instant createdAt) {
        static Balance read(ResultSet row, int index) throws SQLException {
            return new Balance(
                    row.getObject("id", UUID.class),
                    row.getString("kind"),
                    row.getLong("amount"),
                    row.getString("currency"),
                    row.getString("source"),
                    row.getTimestamp("created_at").toInstant());
        }

        void write(JsonOut out) {
            out.text("id", PublicNames.balanceTransaction(id))
                    .text("object", "balance_transaction")
                    .integer("amount", amount)
                    .integer("available_on", createdAt.getEpochSecond())
                    .text("balance_type", "payments")
                    .integer("created", createdAt.getEpochSecond())
                    .text("currency", currency)
                    .text("description", null)
                    .text("exchange_rate", null)
                    .integer("fee", 0)
                    .list("fee_details", new ArrayList<String>(), (each, none) -> {})
                    .integer("net", amount)
                    .text("reporting_category", kind)
                    .text("source", source)
                    .text("status", "available")
                    .text("type", kind);
        }
    }

    Answer balances(Call call, String url) {
        int book = call.caller().book();
        record Query(
                Range range,
                @Nullable String source,
                @Nullable String kind) {}
        Query query = call.readQuery(fields -> new Query(
                Range.read(fields, PublicNames.BALANCE_TRANSACTION, book), fields.text("source"), fields.text("type")));
        List<Balance> found = ranged(BALANCES, query.range, book)
                .param("source", query.source)
                .param("kind", query.kind)
                .query(Balance::read)
                .list();
        return query.range.page.answer(url, found, (out, each) -> each.write(out));
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
