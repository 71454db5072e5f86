package io.bursar.database;

import java.util.Comparator;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings each package's schema up to date, as the owner. */
final class Migrations {
    private static final String HISTORY = "schema_history";

    private Migrations() {}

    static void run(String jdbcUrl, String ownerPassword, List<Schema> schemas) {
        List<Schema> inOrder =
                schemas.stream().sorted(Comparator.comparing(Schema::name)).toList();
        for (Schema schema : inOrder) {
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
                throw new StartRefused(
                        "The schema " + schema.name() + " could not be brought up to date: " + failed.getMessage(),
                        failed);
            }
        }
    }
}
