package io.bursar.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Brings each package's schema up to date, as the owner. A fingerprint of the scripts that ran is kept as the schema's
 * comment, so that a start with nothing to do does not even load the migration tool.
 */
final class Migrations {
    private static final String HISTORY = "schema_history";
    private static final String MARK = "migrations ";

    private static final String READ_COMMENTS = """
            SELECT nspname, obj_description(oid, 'pg_namespace')
            FROM pg_namespace
            WHERE obj_description(oid, 'pg_namespace') IS NOT NULL
            """;

    private final String jdbcUrl;
    private final String ownerPassword;

    Migrations(String jdbcUrl, String ownerPassword) {
        this.jdbcUrl = jdbcUrl;
        this.ownerPassword = ownerPassword;
    }

    void run(List<Schema> schemas) {
        List<Schema> inOrder =
                schemas.stream().sorted(Comparator.comparing(Schema::name)).toList();
        try {
            Map<String, String> done = comments();
            for (Schema schema : inOrder) {
                String fingerprint = MARK + fingerprint(schema);
                if (!fingerprint.equals(done.get(schema.name()))) {
                    migrate(schema);
                    comment(schema, fingerprint);
                }
            }
        } catch (SQLException failed) {
            throw new StartRefused("The schemas could not be brought up to date: " + failed.getMessage(), failed);
        }
    }

    private void migrate(Schema schema) {
        try {
            Flyway.configure()
                    .dataSource(jdbcUrl, Roles.OWNER, ownerPassword)
                    .defaultSchema(schema.name())
                    .schemas(schema.name())
                    .table(HISTORY)
                    .locations("classpath:db/migration/" + schema.name())
                    .failOnMissingLocations(true)
                    .cleanDisabled(true)
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException failed) {
            String reason = String.valueOf(failed.getMessage()).replaceAll("(?s)\nNeed more flexibility.*", "");
            throw new StartRefused(
                    "The schema " + schema.name() + " could not be brought up to date: " + reason, failed);
        }
    }

    private Map<String, String> comments() throws SQLException {
        Map<String, String> comments = new HashMap<>();
        try (Connection owner = connect();
                PreparedStatement statement = owner.prepareStatement(READ_COMMENTS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                comments.put(rows.getString(1), rows.getString(2));
            }
        }
        return comments;
    }

    private void comment(Schema schema, String text) throws SQLException {
        try (Connection owner = connect();
                Statement statement = owner.createStatement()) {
            statement.execute("COMMENT ON SCHEMA " + schema.name() + " IS '" + text + "'");
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, Roles.OWNER, ownerPassword);
    }

    /** Names and contents of all scripts. */
    private static String fingerprint(Schema schema) {
        try {
            Resource[] scripts = new PathMatchingResourcePatternResolver()
                    .getResources("classpath:db/migration/" + schema.name() + "/*");
            Arrays.sort(scripts, Comparator.comparing(script -> String.valueOf(script.getFilename())));
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Resource script : scripts) {
                digest.update(String.valueOf(script.getFilename()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(script.getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
