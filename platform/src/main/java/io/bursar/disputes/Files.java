package io.bursar.disputes;

import io.bursar.api.JsonOut;
import io.bursar.api.Upload;
import io.bursar.gateways.DisputeDesk.Document;
import io.bursar.money.PublicId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Files that are given as evidence, kept so that they can be sent to whichever gateway. */
@Component
public final class Files {
    public static final String PREFIX = "file";

    /** Their only purpose. */
    public static final String PURPOSE = "dispute_evidence";

    /** Columns of a file but its content. */
    public static final String COLUMNS = "id, purpose, name, type, length(content) AS size, created_at\n";

    static final String INSERT = """
            INSERT INTO disputes.file (id, book, purpose, name, type, sha256, content, created_at)
            VALUES (:id, :book, :purpose, :name, :type, :sha256, :content, :createdAt)
            """;

    static final String FIND = "SELECT " + COLUMNS + """
            FROM disputes.file
            WHERE id = :id AND book = :book
            """;

    static final String CONTENT = """
            SELECT name, type, content
            FROM disputes.file
            WHERE id = :id
            """;

    static final String AT_GATEWAY = """
            SELECT provider_file
            FROM disputes.file_at_gateway
            WHERE file = :file AND gateway = :gateway
            """;

    static final String KEEP_AT_GATEWAY = """
            INSERT INTO disputes.file_at_gateway (file, gateway, provider_file)
            VALUES (:file, :gateway, :provider)
            ON CONFLICT DO NOTHING
            """;

    private final JdbcClient jdbc;

    Files(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A file, without its content. @param size in bytes */
    public record Kept(UUID id, String purpose, String name, String type, long size, Instant createdAt) {
        public static Kept read(ResultSet row, int index) throws SQLException {
            return new Kept(
                    row.getObject("id", UUID.class),
                    row.getString("purpose"),
                    row.getString("name"),
                    row.getString("type"),
                    row.getLong("size"),
                    row.getTimestamp("created_at").toInstant());
        }

        /** In the shape of Stripe's; its content is not given out again. */
        public void write(JsonOut out) {
            out.text("id", PublicId.of(PREFIX, id))
                    .text("object", "file")
                    .integer("created", createdAt.getEpochSecond())
                    .text("expires_at", null)
                    .text("filename", name)
                    .text("links", null)
                    .text("purpose", purpose)
                    .integer("size", size)
                    .text("title", null)
                    .text("type", type.substring(type.indexOf('/') + 1).replace("jpeg", "jpg"))
                    .text("url", null);
        }
    }

    /** Keeps a file; in the transaction that is open. */
    public Kept keep(UUID id, int book, Upload file, String type, Instant now) {
        jdbc.sql(INSERT)
                .param("id", id)
                .param("book", book)
                .param("purpose", PURPOSE)
                .param("name", file.name())
                .param("type", type)
                .param("sha256", file.sha256())
                .param("content", file.content())
                .param("createdAt", now.atOffset(ZoneOffset.UTC))
                .update();
        return new Kept(id, PURPOSE, file.name(), type, file.content().length, now);
    }

    public Optional<Kept> find(UUID id, int book) {
        return jdbc.sql(FIND)
                .param("id", id)
                .param("book", book)
                .query(Kept::read)
                .optional();
    }

    Document content(UUID id) {
        return jdbc.sql(CONTENT)
                .param("id", id)
                .query((row, index) ->
                        new Document(row.getString("name"), row.getString("type"), row.getBytes("content")))
                .single();
    }

    /** What a gateway calls a file that was left with it; empty: it was not. */
    Optional<String> at(String gateway, UUID file) {
        return jdbc.sql(AT_GATEWAY)
                .param("file", file)
                .param("gateway", gateway)
                .query(String.class)
                .optional();
    }

    void keepAt(String gateway, UUID file, String provider) {
        jdbc.sql(KEEP_AT_GATEWAY)
                .param("file", file)
                .param("gateway", gateway)
                .param("provider", provider)
                .update();
    }
}
