package io.bursar.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to run the embedded server.
 *
 * @param home directory for everything the server keeps: binaries, data, password, logs; made when missing
 * @param binaries directory into which the binaries are unpacked, by default {@code home}; several homes may share one
 * @param preferredPort TCP port on 127.0.0.1 to use when it is free, otherwise any free one; 0 means any
 * @param settings further server settings by their PostgreSQL names; they win over ours but for what guards the data
 * @param startLimit how long a start may take, recovery after a crash included
 * @param notices told in one sentence each what an operator should know (an orphan stopped, another port taken)
 */
public record EmbeddedPostgresConfig(
        Path home,
        Path binaries,
        int preferredPort,
        Map<String, String> settings,
        Duration startLimit,
        Consumer<String> notices) {

    /** The port that an installation keeps from start to start unless something else has it. */
    public static final int DEFAULT_PORT = 54329;

    private static final Set<String> NEVER_OFF = Set.of("fsync", "full_page_writes", "synchronous_commit");
    private static final Set<String> OURS = Set.of(
            "port",
            "listen_addresses",
            "unix_socket_directories",
            "data_directory",
            "hba_file",
            "external_pid_file",
            "zero_damaged_pages",
            "ignore_checksum_failure",
            "timezone",
            EmbeddedPostgres.PARENT_SETTING);

    public EmbeddedPostgresConfig {
        home = home.toAbsolutePath().normalize();
        binaries = binaries.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
        if (preferredPort < 0 || preferredPort > 65_535) {
            throw new IllegalArgumentException("preferredPort must be 0 to 65535, got " + preferredPort);
        }
        settings.forEach(EmbeddedPostgresConfig::refuseUnsafe);
    }

    /** Everything by default, in {@code home}. */
    public static EmbeddedPostgresConfig at(Path home) {
        return new EmbeddedPostgresConfig(
                home, home, DEFAULT_PORT, Map.of(), Duration.ofMinutes(10), EmbeddedPostgresConfig::log);
    }

    public EmbeddedPostgresConfig withBinaries(Path directory) {
        return new EmbeddedPostgresConfig(home, directory, preferredPort, settings, startLimit, notices);
    }

    public EmbeddedPostgresConfig withPreferredPort(int port) {
        return new EmbeddedPostgresConfig(home, binaries, port, settings, startLimit, notices);
    }

    /** @throws IllegalArgumentException when a setting would give up durability or is one that Bursar sets itself */
    public EmbeddedPostgresConfig withSettings(Map<String, String> further) {
        return new EmbeddedPostgresConfig(home, binaries, preferredPort, further, startLimit, notices);
    }

    public EmbeddedPostgresConfig withNotices(Consumer<String> listener) {
        return new EmbeddedPostgresConfig(home, binaries, preferredPort, settings, startLimit, listener);
    }

    private static void refuseUnsafe(String name, String value) {
        String setting = name.strip().toLowerCase(Locale.ROOT);
        if (NEVER_OFF.contains(setting) && !isOn(setting, value)) {
            throw new IllegalArgumentException("The setting " + setting + " = " + value
                    + " is refused: it lets an acknowledged payment disappear when the machine stops. Remove it.");
        }
        if (OURS.contains(setting)) {
            throw new IllegalArgumentException("The setting " + setting + " is set by Bursar itself. Remove it.");
        }
    }

    private static boolean isOn(String setting, String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        Set<String> on = setting.equals("synchronous_commit")
                ? Set.of("on", "local", "remote_write", "remote_apply", "true", "yes", "1")
                : Set.of("on", "true", "yes", "1");
        return on.contains(word);
    }

    private static void log(String notice) {
        Logger logger = System.getLogger(EmbeddedPostgres.class.getName());
        logger.log(Level.INFO, notice);
    }
}
