package io.bursar.setups;

import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes mandates. */
@Component
final class MandateStore {
    private static final String MANDATE = """
            SELECT id, book, method, gateway, ref, customer, status, limits, acceptance, created_at
            FROM setups.mandate
            """;

    static final String FIND_ALL = MANDATE + """
            WHERE book = :book AND id = ANY (:ids)
            """;

    static final String OF_METHOD = MANDATE + """
            WHERE book = :book AND method = :method
            ORDER BY id DESC
            """;

    static final String BY_REF = MANDATE + """
            WHERE gateway = :gateway AND ref = :ref
            """;

    static final String INSERT = """
            INSERT INTO setups.mandate (id, book, method, gateway, ref, customer, status, limits, acceptance, created_at)
            VALUES (:id, :book, :method, :gateway, :ref, :customer, :status, :limits::jsonb, :acceptance::jsonb,
                :createdAt)
            """;

    static final String SET_STATUS = """
            UPDATE setups.mandate
            SET status = :status
            WHERE id = :id AND status = :before
            """;

    private final JdbcClient jdbc;

    MandateStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Mandate> findAll(int book, Collection<UUID> ids) {
        return jdbc.sql(FIND_ALL)
                .param("book", book)
                .param("ids", ids.toArray(UUID[]::new))
                .query(SetupRows::mandate)
                .list();
    }

    /** Newest first. */
    List<Mandate> ofMethod(int book, UUID method) {
        return jdbc.sql(OF_METHOD)
                .param("book", book)
                .param("method", method)
                .query(SetupRows::mandate)
                .list();
    }

    Optional<Mandate> byRef(String gateway, String ref) {
        return jdbc.sql(BY_REF)
                .param("gateway", gateway)
                .param("ref", ref)
                .query(SetupRows::mandate)
                .optional();
    }

    void insert(Mandate mandate) {
        jdbc.sql(INSERT)
                .param("id", mandate.id())
                .param("book", mandate.book())
                .param("method", mandate.method())
                .param("gateway", mandate.gateway())
                .param("ref", mandate.ref())
                .param("customer", mandate.customer())
                .param("status", mandate.status().text())
                .param("limits", mandate.limits() == null ? null : SetupRows.write(mandate.limits()))
                .param("acceptance", mandate.acceptance() == null ? null : SetupRows.write(mandate.acceptance()))
                .param("createdAt", mandate.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Whether it was as it was read. */
    boolean setStatus(Mandate before, Mandate.Status status) {
        return jdbc.sql(SET_STATUS)
                        .param("id", before.id())
                        .param("before", before.status().text())
                        .param("status", status.text())
                        .update()
                == 1;
    }
}
