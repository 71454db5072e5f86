package io.bursar.database;

import io.bursar.postgres.EmbeddedPostgresConfig;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which database to use.
 *
 * @param home where the embedded server lives and where generated passwords are kept
 * @param url an outside PostgreSQL; null: the embedded one. Its user either may create roles, or both passwords are
 *     given
 * @param ownerPassword of the role {@code bursar_owner}; null: generated, or as kept in {@code home}
 * @param appPassword of the role {@code bursar_app}, likewise
 * @param embeddedPort port the embedded server prefers, 0 for any
 */
public record DatabaseSettings(
        Path home,
        @Nullable String url,
        @Nullable String ownerPassword,
        @Nullable String appPassword,
        int embeddedPort) {
    private static final String HOME_USUAL = ".bursar";

    /** Everything in a directory. */
    public static DatabaseSettings embeddedIn(Path home) {
        return new DatabaseSettings(home, null, null, null, EmbeddedPostgresConfig.DEFAULT_PORT);
    }

    /** A database that somebody else runs. */
    public static DatabaseSettings external(Path home, String url) {
        return new DatabaseSettings(home, url, null, null, EmbeddedPostgresConfig.DEFAULT_PORT);
    }

    /**
     * {@code BURSAR_HOME}, {@code BURSAR_DATABASE_URL}, {@code BURSAR_OWNER_PASSWORD} and {@code BURSAR_APP_PASSWORD}
     * of this process's environment.
     */
    public static DatabaseSettings fromEnvironment() {
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault("BURSAR_HOME", "");
        return new DatabaseSettings(
                Path.of(home.isBlank() ? HOME_USUAL : home),
                present(environment.get("BURSAR_DATABASE_URL")),
                present(environment.get("BURSAR_OWNER_PASSWORD")),
                present(environment.get("BURSAR_APP_PASSWORD")),
                EmbeddedPostgresConfig.DEFAULT_PORT);
    }

    private static @Nullable String present(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    /** Never prints what an address or a password may hold. */
    @Override
    public String toString() {
        return "DatabaseSettings[home=" + home + ", " + (url == null ? "embedded" : "external") + "]";
    }
}
