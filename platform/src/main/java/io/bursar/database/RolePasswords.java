package io.bursar.database;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of the two roles: given, kept in {@code roles.properties} in the home (0600), or new.
 *
 * @param isNew whether they were just made, so that the server cannot know them yet
 */
record RolePasswords(String owner, String app, boolean isNew) {
    private static final String FILE = "roles.properties";
    private static final int BYTES = 24;

    static Path file(Path home) {
        return home.resolve(FILE);
    }

    static RolePasswords find(DatabaseSettings settings) {
        if (settings.ownerPassword() != null && settings.appPassword() != null) {
            return new RolePasswords(settings.ownerPassword(), settings.appPassword(), false);
        }
        RolePasswords kept = read(file(settings.home()));
        return kept == null ? new RolePasswords(random(), random(), true) : kept;
    }

    private static @Nullable RolePasswords read(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException unreadable) {
            throw new StartRefused("The passwords of the database roles in " + file + " cannot be read.", unreadable);
        }
        String owner = properties.getProperty(Roles.OWNER);
        String app = properties.getProperty(Roles.APP);
        if (owner == null || app == null) {
            throw new StartRefused(file + " must name the passwords of " + Roles.OWNER + " and " + Roles.APP + ".");
        }
        return new RolePasswords(owner, app, false);
    }

    /** Keeps them in the home, readable by its owner alone. */
    void keep(Path home) {
        Path file = file(home);
        Path next = home.resolve(FILE + ".new");
        try {
            Files.createDirectories(home);
            Files.deleteIfExists(next);
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var channel = Files.newByteChannel(next, options, mode);
                    Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
                writer.write("# Passwords of Bursar's database roles. Keep them with the database's backup.\n");
                writer.write(Roles.OWNER + "=" + owner + "\n" + Roles.APP + "=" + app + "\n");
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new StartRefused("The passwords of the database roles cannot be kept in " + file + ".", failed);
        }
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
