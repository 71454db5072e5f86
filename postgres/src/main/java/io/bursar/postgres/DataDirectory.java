package io.bursar.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The cluster's directory and its superuser's password. The cluster is made under another name and renamed when whole,
 * so a directory called {@code data} is never half made.
 *
 * @param path the cluster
 * @param password the superuser's
 * @param isNew made by this start
 */
record DataDirectory(Path path, String password, boolean isNew) {
    static final String NAME = "data";
    static final String PASSWORD_FILE = "password";

    static DataDirectory in(Path home, PostgresBinaries binaries, ServerUser user)
            throws IOException, InterruptedException {
        Path data = home.resolve(NAME);
        Leftovers.delete(home, NAME + ".new-");
        if (isEmptyDirectory(data)) {
            Files.delete(data);
        }
        if (!Files.exists(data)) {
            return new DataDirectory(data, initialise(home, binaries, user), true);
        }
        requireOurVersion(data);
        return new DataDirectory(data, readPassword(home, binaries, user), false);
    }

    /** Never prints the password. */
    @Override
    public String toString() {
        return "DataDirectory[" + path + "]";
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void requireOurVersion(Path data) throws IOException {
        Path file = data.resolve("PG_VERSION");
        if (!Files.exists(file)) {
            throw new EmbeddedPostgresException(data + " exists but is no PostgreSQL data directory (no PG_VERSION)."
                    + " Nothing was changed. Move it away, or choose another BURSAR_HOME.");
        }
        String found = Files.readString(file).strip();
        String wanted = PostgresBinaries.VERSION.replaceAll("\\..*", "");
        if (!found.equals(wanted)) {
            throw new EmbeddedPostgresException("The data in " + data + " are of PostgreSQL " + found
                    + ", this Bursar brings " + wanted + ". Dump them with the older Bursar's server and restore them"
                    + " into a new BURSAR_HOME. Nothing was changed.");
        }
    }

    private static String initialise(Path home, PostgresBinaries binaries, ServerUser user)
            throws IOException, InterruptedException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        writePrivately(home.resolve(PASSWORD_FILE), password);

        Path fresh = Leftovers.name(home, NAME);
        Path passwordForServer = Leftovers.name(home, NAME);
        makePrivateDirectory(fresh);
        user.own(fresh);
        writePrivately(passwordForServer, password);
        user.own(passwordForServer);
        try {
            // KILL: an initdb whose starter died must not go on writing into what the next start deletes.
            List<String> command = user.run(
                    ServerProcess.hasDeathSignal() ? "KILL" : "",
                    List.of(
                            binaries.program("initdb"),
                            "--pgdata=" + fresh,
                            "--username=" + EmbeddedPostgres.SUPERUSER,
                            "--encoding=UTF8",
                            "--locale-provider=builtin",
                            "--locale=C.UTF-8",
                            "--auth=scram-sha-256",
                            "--pwfile=" + passwordForServer));
            Commands.Result result = Commands.run(command);
            if (result.status() != 0) {
                throw new EmbeddedPostgresException(
                        "initdb could not make a database in " + home + ":\n" + result.output());
            }
        } finally {
            Files.delete(passwordForServer);
        }
        Files.move(fresh, home.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        forceToDisk(home);
        return password;
    }

    private static String readPassword(Path home, PostgresBinaries binaries, ServerUser user) throws IOException {
        Path file = home.resolve(PASSWORD_FILE);
        if (!Files.exists(file)) {
            String single = String.join(" ", user.run("", List.of(binaries.program("postgres"), "--single")));
            throw new EmbeddedPostgresException("The file " + file + " with the database's password is missing."
                    + " Restore it, or set a new password while Bursar is stopped: write one line with the new password"
                    + " into that file (chmod 600), then run\n  echo \"ALTER ROLE " + EmbeddedPostgres.SUPERUSER
                    + " PASSWORD '$(cat " + file + ")'\" | " + single + " -D " + home.resolve(NAME) + " postgres");
        }
        return Files.readString(file).strip();
    }

    private static void writePrivately(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    static void makePrivateDirectory(Path path) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void forceToDisk(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
