package io.bursar.methods;

import io.bursar.api.ObjectPage;
import io.bursar.gateways.MethodDetails.Card;
import io.bursar.gateways.MethodDetails.Secured;
import io.bursar.gateways.MethodType;
import io.bursar.methods.PaymentMethod.Billing;
import io.bursar.methods.PaymentMethod.Kept;
import io.bursar.methods.PaymentMethod.Owner;
import io.bursar.methods.PaymentMethod.Remarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The only one that reads and writes {@code methods.method}. */
@Component
final class MethodStore {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String COLUMNS = """
            id, book, type, gateway, token, customer, attaching, detached, brand, last4, exp_month, exp_year, country,
            funding, fingerprint, issuer_number, vpa, redisplay, billing_name, billing_email, billing_phone,
            billing_address, metadata
            """;

    static final String INSERT = """
            INSERT INTO methods.method (id, book, type, gateway, token, customer, brand, last4, exp_month, exp_year,
                country, funding, fingerprint, issuer_number, vpa, redisplay, billing_name, billing_email,
                billing_phone, billing_address, metadata)
            VALUES (:id, :book, :type, :gateway, :token, :customer, :brand, :last4, :expMonth, :expYear, :country,
                :funding, :fingerprint, :issuerNumber, :vpa, :redisplay, :name, :email, :phone, :address,
                :metadata::jsonb)
            ON CONFLICT ON CONSTRAINT method_token_once DO NOTHING
            """;

    static final String SET_REMARKS = """
            UPDATE methods.method
            SET redisplay = :redisplay, billing_name = :name, billing_email = :email, billing_phone = :phone,
                billing_address = :address, metadata = :metadata::jsonb
            WHERE book = :book AND id = :id
            """;

    static final String SET_ATTACHING = """
            UPDATE methods.method
            SET attaching = :customer, attaching_since = clock_timestamp()
            WHERE book = :book AND id = :id AND customer IS NULL AND NOT detached
                AND (attaching IS NULL OR attaching = :customer)
            """;

    static final String SET_ATTACHED = """
            UPDATE methods.method
            SET customer = :customer, attaching = NULL, attaching_since = NULL
            WHERE book = :book AND id = :id AND customer IS NULL AND NOT detached
            """;

    static final String SET_NOT_ATTACHING = """
            UPDATE methods.method
            SET attaching = NULL, attaching_since = NULL
            WHERE book = :book AND id = :id
            """;

    static final String SET_DETACHED = """
            UPDATE methods.method
            SET customer = NULL, detached = true
            WHERE book = :book AND id = :id AND customer = :customer
            """;

    static final String TAKE_ALL = """
            UPDATE methods.method
            SET customer = NULL, detached = true,
                releasing = CASE WHEN gateway IS NULL THEN NULL ELSE CAST(:customer AS uuid) END
            WHERE book = :book AND customer = :customer
            RETURNING
            """ + COLUMNS;

    static final String FIND_RELEASING = "SELECT releasing, " + COLUMNS + """
            FROM methods.method
            WHERE releasing IS NOT NULL
            ORDER BY id
            LIMIT :most
            """;

    static final String SET_RELEASED = """
            UPDATE methods.method
            SET releasing = NULL
            WHERE book = :book AND id = :id
            """;

    static final String FIND = "SELECT " + COLUMNS + """
            FROM methods.method
            WHERE book = :book AND id = :id
            """;

    static final String FIND_LOCKED = "SELECT " + COLUMNS + """
            FROM methods.method
            WHERE book = :book AND id = :id
            FOR UPDATE
            """;

    static final String FIND_BY_TOKEN = "SELECT " + COLUMNS + """
            FROM methods.method
            WHERE book = :book AND gateway = :gateway AND token = :token
            """;

    static final String FIND_ALL = "SELECT " + COLUMNS + """
            FROM methods.method
            WHERE book = :book AND id = ANY (:ids)
            """;

    static final String FIND_ATTACHING = "SELECT " + COLUMNS + """
            FROM methods.method
            WHERE attaching_since < clock_timestamp() - make_interval(secs => :ageSeconds)
            ORDER BY attaching_since
            LIMIT :most
            """;

    static final String LIST = "SELECT " + COLUMNS + """
            FROM methods.method
            WHERE book = :book AND customer = :customer AND id > :above AND id < :below
                AND (:type::text IS NULL OR type = :type::text)
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_BACKWARD = "SELECT " + COLUMNS + """
            FROM methods.method
            WHERE book = :book AND customer = :customer AND id > :above AND id < :below
                AND (:type::text IS NULL OR type = :type::text)
            ORDER BY id
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    MethodStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The method as it is then: another when its token was known already. */
    PaymentMethod insert(PaymentMethod method) {
        Card card = method.card();
        Kept kept = method.kept();
        boolean isNew = remarks(INSERT, method)
                        .param("type", method.type().text())
                        .param("gateway", kept == null ? null : kept.gateway())
                        .param("token", kept == null ? null : kept.token())
                        .param("customer", method.customer().orElse(null))
                        .param("brand", card == null ? null : card.brand())
                        .param("last4", card == null ? null : card.last4())
                        .param("expMonth", card == null ? null : card.expMonth())
                        .param("expYear", card == null ? null : card.expYear())
                        .param("country", card == null ? null : card.country())
                        .param("funding", card == null ? null : card.funding())
                        .param("fingerprint", card == null ? null : card.fingerprint())
                        .param("issuerNumber", card == null ? null : card.issuerNumber())
                        .param("vpa", method.vpa())
                        .update()
                == 1;
        return isNew || kept == null ? method : findByToken(method.book(), kept).orElseThrow();
    }

    void setRemarks(PaymentMethod method) {
        remarks(SET_REMARKS, method).update();
    }

    /** Whether it may be attached to the customer, which the gateway is asked for next. */
    boolean setAttaching(PaymentMethod method, UUID customer) {
        return named(SET_ATTACHING, method).param("customer", customer).update() == 1;
    }

    /** Whether it was nobody's until now. */
    boolean setAttached(PaymentMethod method, UUID customer) {
        return named(SET_ATTACHED, method).param("customer", customer).update() == 1;
    }

    void setNotAttaching(PaymentMethod method) {
        named(SET_NOT_ATTACHING, method).update();
    }

    /** Whether it was the customer's until now. */
    boolean setDetached(PaymentMethod method, UUID customer) {
        return named(SET_DETACHED, method).param("customer", customer).update() == 1;
    }

    /** Takes all that a customer has, for ever; their gateways are told later. */
    List<PaymentMethod> takeAll(int book, UUID customer) {
        return jdbc.sql(TAKE_ALL)
                .param("book", book)
                .param("customer", customer)
                .query(MethodStore::read)
                .list();
    }

    /** A method that its gateway is to take from a deleted customer. */
    record Releasing(PaymentMethod method, UUID customer) {}

    List<Releasing> findReleasing(int most) {
        return jdbc.sql(FIND_RELEASING)
                .param("most", most)
                .query((row, index) -> new Releasing(read(row, index), row.getObject("releasing", UUID.class)))
                .list();
    }

    void setReleased(PaymentMethod method) {
        named(SET_RELEASED, method).update();
    }

    Optional<PaymentMethod> find(int book, UUID id) {
        return jdbc.sql(FIND)
                .param("book", book)
                .param("id", id)
                .query(MethodStore::read)
                .optional();
    }

    /** The same, kept from changing until the transaction ends. */
    Optional<PaymentMethod> findLocked(int book, UUID id) {
        return jdbc.sql(FIND_LOCKED)
                .param("book", book)
                .param("id", id)
                .query(MethodStore::read)
                .optional();
    }

    Optional<PaymentMethod> findByToken(int book, Kept kept) {
        return jdbc.sql(FIND_BY_TOKEN)
                .param("book", book)
                .param("gateway", kept.gateway())
                .param("token", kept.token())
                .query(MethodStore::read)
                .optional();
    }

    List<PaymentMethod> findAll(int book, Collection<UUID> ids) {
        return jdbc.sql(FIND_ALL)
                .param("book", book)
                .param("ids", ids.toArray(new UUID[0]))
                .query(MethodStore::read)
                .list();
    }

    /** Whose attachment was asked for so long ago and is not known. */
    List<PaymentMethod> findAttaching(Duration age, int most) {
        return jdbc.sql(FIND_ATTACHING)
                .param("ageSeconds", age.toMillis() / 1_000.0)
                .param("most", most)
                .query(MethodStore::read)
                .list();
    }

    /** @param type null: whatever it is */
    List<PaymentMethod> list(int book, UUID customer, @Nullable MethodType type, ObjectPage page) {
        return jdbc.sql(page.isBackward() ? LIST_BACKWARD : LIST)
                .param("book", book)
                .param("customer", customer)
                .param("type", type == null ? null : type.text())
                .param("above", page.above())
                .param("below", page.below())
                .param("limit", page.limitAndOne())
                .query(MethodStore::read)
                .list();
    }

    private JdbcClient.StatementSpec named(String sql, PaymentMethod method) {
        return jdbc.sql(sql).param("book", method.book()).param("id", method.uuid());
    }

    private JdbcClient.StatementSpec remarks(String sql, PaymentMethod method) {
        Remarks remarks = method.remarks();
        Billing billing = remarks.billing();
        return named(sql, method)
                .param("redisplay", remarks.redisplay())
                .param("name", billing.name())
                .param("email", billing.email())
                .param("phone", billing.phone())
                .param("address", billing.address())
                .param("metadata", MAPPER.writeValueAsString(remarks.metadata()));
    }

    private static PaymentMethod read(ResultSet row, int index) throws SQLException {
        String token = row.getString("token");
        Billing billing = new Billing(
                row.getString("billing_name"),
                row.getString("billing_email"),
                row.getString("billing_phone"),
                row.getString("billing_address"));
        return new PaymentMethod(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                MethodType.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                token == null ? null : new Kept(row.getString("gateway"), token),
                row.getString("brand") == null ? null : card(row),
                row.getString("vpa"),
                owner(row),
                new Remarks(row.getString("redisplay"), billing, MAPPER.readValue(row.getString("metadata"), TEXTS)));
    }

    private static Owner owner(ResultSet row) throws SQLException {
        UUID customer = row.getObject("customer", UUID.class);
        UUID attaching = row.getObject("attaching", UUID.class);
        if (row.getBoolean("detached")) {
            return new Owner.Detached();
        }
        if (customer != null) {
            return new Owner.Of(customer);
        }
        return attaching == null ? new Owner.Nobody() : new Owner.Attaching(attaching);
    }

    private static Card card(ResultSet row) throws SQLException {
        return new Card(
                row.getString("brand"),
                row.getString("last4"),
                row.getInt("exp_month"),
                row.getInt("exp_year"),
                row.getString("country"),
                row.getString("funding"),
                row.getString("fingerprint"),
                row.getString("issuer_number"),
                Secured.NOT_TRIED);
    }
}
