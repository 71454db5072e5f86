package io.bursar.customers;

import io.bursar.api.ObjectPage;
import io.bursar.api.SearchQuery;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The only one that reads and writes the schema {@code customers}. */
@Component
final class CustomerStore {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String COLUMNS = """
            id, book, name, email, phone, description, metadata, address, shipping, locales, default_method
            """;

    static final String INSERT = "INSERT INTO customers.customer (" + COLUMNS + """
            )
            VALUES (:id, :book, :name, :email, :phone, :description, :metadata::jsonb, :address, :shipping, :locales,
                :method)
            """;

    static final String UPDATE = """
            UPDATE customers.customer
            SET name = :name, email = :email, phone = :phone, description = :description, metadata = :metadata::jsonb,
                address = :address, shipping = :shipping, locales = :locales, default_method = :method
            WHERE book = :book AND id = :id AND deleted_at IS NULL
            """;

    static final String DELETE = """
            UPDATE customers.customer
            SET name = NULL, email = NULL, phone = NULL, description = NULL, metadata = '{}', address = NULL,
                shipping = NULL, locales = '{}', default_method = NULL, deleted_at = clock_timestamp()
            WHERE book = :book AND id = :id AND deleted_at IS NULL
            """;

    static final String FIND = "SELECT deleted_at, " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND id = :id
            """;

    static final String FIND_LOCKED = "SELECT deleted_at, " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND id = :id
            FOR UPDATE
            """;

    static final String FIND_ALL = "SELECT deleted_at, " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND id = ANY (:ids)
            """;

    static final String LIST = "SELECT " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND deleted_at IS NULL AND id > :above AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_BACKWARD = "SELECT " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND deleted_at IS NULL AND id > :above AND id < :below
            ORDER BY id
            LIMIT :limit
            """;

    static final String LIST_BY_EMAIL = "SELECT " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND lower(email) = lower(:email) AND email = :email AND id > :above AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_BY_EMAIL_BACKWARD = "SELECT " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND lower(email) = lower(:email) AND email = :email AND id > :above AND id < :below
            ORDER BY id
            LIMIT :limit
            """;

    static final String SEARCH = "SELECT " + COLUMNS + """
            FROM customers.customer
            WHERE book = :book AND deleted_at IS NULL AND id > :above AND id < :below
                AND (:email::text IS NULL OR lower(email) = lower(:email::text))
                AND (:name::text IS NULL OR lower(name) = lower(:name::text))
                AND (:phone::text IS NULL OR phone = :phone::text)
                AND (:metadata::jsonb IS NULL OR metadata @> :metadata::jsonb)
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String INSERT_REFERENCE = """
            INSERT INTO customers.provider_ref (book, customer, gateway, ref)
            VALUES (:book, :customer, :gateway, :ref)
            ON CONFLICT ON CONSTRAINT provider_ref_pkey DO NOTHING
            """;

    static final String FIND_REFERENCE = """
            SELECT ref
            FROM customers.provider_ref
            WHERE book = :book AND customer = :customer AND gateway = :gateway
            """;

    private final JdbcClient jdbc;

    CustomerStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One that is or was. */
    sealed interface Found {
        record Alive(Customer customer) implements Found {}

        record Deleted(UUID uuid) implements Found {}

        default Optional<Customer> alive() {
            return this instanceof Alive(Customer customer) ? Optional.of(customer) : Optional.empty();
        }
    }

    void insert(Customer customer) {
        whole(INSERT, customer).update();
    }

    /** Whether it still was there. */
    boolean update(Customer customer) {
        return whole(UPDATE, customer).update() == 1;
    }

    /** Whether it still was there. */
    boolean delete(int book, UUID id) {
        return jdbc.sql(DELETE).param("book", book).param("id", id).update() == 1;
    }

    Optional<Found> find(int book, UUID id) {
        return jdbc.sql(FIND)
                .param("book", book)
                .param("id", id)
                .query(CustomerStore::found)
                .optional();
    }

    /** The same, kept from changing until the transaction ends. */
    Optional<Found> findLocked(int book, UUID id) {
        return jdbc.sql(FIND_LOCKED)
                .param("book", book)
                .param("id", id)
                .query(CustomerStore::found)
                .optional();
    }

    List<Found> findAll(int book, Collection<UUID> ids) {
        return jdbc.sql(FIND_ALL)
                .param("book", book)
                .param("ids", ids.toArray(new UUID[0]))
                .query(CustomerStore::found)
                .list();
    }

    /** @param email null: whatever it is */
    List<Customer> list(int book, @Nullable String email, ObjectPage page) {
        JdbcClient.StatementSpec statement = email == null
                ? jdbc.sql(page.isBackward() ? LIST_BACKWARD : LIST)
                : jdbc.sql(page.isBackward() ? LIST_BY_EMAIL_BACKWARD : LIST_BY_EMAIL)
                        .param("email", email);
        return statement
                .param("book", book)
                .param("above", page.above())
                .param("below", page.below())
                .param("limit", page.limitAndOne())
                .query(CustomerStore::read)
                .list();
    }

    List<Customer> search(int book, SearchQuery search) {
        return jdbc.sql(SEARCH)
                .param("book", book)
                .param("above", search.above())
                .param("below", search.below())
                .param("email", search.texts().get("email"))
                .param("name", search.texts().get("name"))
                .param("phone", search.texts().get("phone"))
                .param("metadata", search.metadata().isEmpty() ? null : MAPPER.writeValueAsString(search.metadata()))
                .param("limit", search.limit() + 1)
                .query(CustomerStore::read)
                .list();
    }

    void insertReference(int book, UUID customer, String gateway, String ref) {
        jdbc.sql(INSERT_REFERENCE)
                .param("book", book)
                .param("customer", customer)
                .param("gateway", gateway)
                .param("ref", ref)
                .update();
    }

    Optional<String> findReference(int book, UUID customer, String gateway) {
        return jdbc.sql(FIND_REFERENCE)
                .param("book", book)
                .param("customer", customer)
                .param("gateway", gateway)
                .query(String.class)
                .optional();
    }

    private JdbcClient.StatementSpec whole(String sql, Customer customer) {
        return jdbc.sql(sql)
                .param("id", customer.uuid())
                .param("book", customer.book())
                .param("name", customer.name())
                .param("email", customer.email())
                .param("phone", customer.phone())
                .param("description", customer.description())
                .param("metadata", MAPPER.writeValueAsString(customer.metadata()))
                .param("address", customer.address())
                .param("shipping", customer.shipping())
                .param("locales", customer.locales().toArray(new String[0]))
                .param("method", customer.defaultMethod());
    }

    private static Found found(ResultSet row, int index) throws SQLException {
        return row.getTimestamp("deleted_at") == null
                ? new Found.Alive(read(row, index))
                : new Found.Deleted(row.getObject("id", UUID.class));
    }

    private static Customer read(ResultSet row, int index) throws SQLException {
        Array locales = row.getArray("locales");
        return new Customer(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                row.getString("name"),
                row.getString("email"),
                row.getString("phone"),
                row.getString("description"),
                MAPPER.readValue(row.getString("metadata"), TEXTS),
                row.getString("address"),
                row.getString("shipping"),
                List.of((String[]) locales.getArray()),
                row.getString("default_method"));
    }
}
