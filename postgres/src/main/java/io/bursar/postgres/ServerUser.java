package io.bursar.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who the server runs as. PostgreSQL refuses to run as root, so root steps down: to an unprivileged user when that one
 * can reach the home, else into a user namespace where it is nobody while its files stay root's.
 */
sealed interface ServerUser {
    /** We are an ordinary user and stay it. */
    record Same() implements ServerUser {}

    /** Root steps down to this user, who owns the data. */
    record Other(int uid, int gid) implements ServerUser {}

    /** Root's files, without root's rights. */
    record Namespace() implements ServerUser {}

    /** Accounts a machine may have for the purpose, the most fitting first. */
    List<String> CANDIDATES = List.of("bursar", "postgres", "nobody");

    /**
     * Chooses the user. Data that exist decide by their owner, since a server can only run as the owner of its data.
     */
    static ServerUser of(Path home, Path dataDirectory) throws IOException, InterruptedException {
        int own = ownUid();
        boolean hasData = Files.exists(dataDirectory);
        int owner = hasData ? (Integer) Files.getAttribute(dataDirectory, "unix:uid") : own;
        if (own != 0) {
            if (owner != own) {
                throw new EmbeddedPostgresException("The data in " + dataDirectory + " belong to user id " + owner
                        + ", this process runs as " + own + ". Start Bursar as the user who first started it.");
            }
            return new Same();
        }
        if (hasData && owner != 0) {
            return ownerOfData(home, dataDirectory, owner);
        }
        Optional<Other> other = hasData ? Optional.empty() : firstWhoReaches(home);
        return other.isPresent() ? other.get() : namespace(home);
    }

    private static ServerUser ownerOfData(Path home, Path dataDirectory, int owner)
            throws IOException, InterruptedException {
        Other user = new Other(owner, (Integer) Files.getAttribute(dataDirectory, "unix:gid"));
        if (!reaches(user, home)) {
            throw new EmbeddedPostgresException("The data in " + dataDirectory + " belong to user id " + owner
                    + ", who may not enter " + home + ". Allow it (chmod o+x on each directory above),"
                    + " or give the data to root: chown -R 0:0 " + dataDirectory);
        }
        return user;
    }

    private static Optional<Other> firstWhoReaches(Path home) throws IOException, InterruptedException {
        for (String name : CANDIDATES) {
            Optional<Other> user = account(name);
            if (user.isPresent() && reaches(user.get(), home)) {
                return user;
            }
        }
        return Optional.empty();
    }

    private static ServerUser namespace(Path home) throws IOException, InterruptedException {
        if (!Commands.succeeds("unshare", "-U", "true")) {
            throw new EmbeddedPostgresException("PostgreSQL does not run as root, and root can step down here neither"
                    + " to one of the users " + CANDIDATES + " (setpriv missing, or they may not enter " + home
                    + ") nor into a user namespace (unshare -U). Start Bursar as an ordinary user, or put BURSAR_HOME"
                    + " where one of these users can reach it.");
        }
        return new Namespace();
    }

    private static Optional<Other> account(String name) throws IOException {
        try (Stream<String> accounts = Files.lines(Path.of("/etc/passwd"))) {
            return accounts.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && fields[0].equals(name))
                    .map(fields -> new Other(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                    .filter(user -> user.uid() != 0)
                    .findFirst();
        }
    }

    private static int ownUid() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("Uid:"))
                    .map(line -> line.split("\\s+", -1)[2])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The words before a command that make it run as this user. */
    default List<String> stepDown() {
        return switch (this) {
            case Same() -> List.of();
            case Other(int uid, int gid) -> List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
            case Namespace() -> List.of("unshare", "-U");
        };
    }

    /**
     * The command, run as this user and told by the kernel when the thread that started it ends. The call that asks for
     * the signal comes after a change of user, which would clear it, and before a change of namespace.
     */
    default List<String> run(String parentDeathSignal, List<String> command) {
        List<String> words = new ArrayList<>();
        List<String> bound =
                parentDeathSignal.isEmpty() ? List.of() : List.of("setpriv", "--pdeathsig=" + parentDeathSignal);
        if (this instanceof Namespace) {
            words.addAll(bound);
            words.addAll(stepDown());
        } else {
            words.addAll(stepDown());
            words.addAll(bound);
        }
        words.addAll(command);
        return List.copyOf(words);
    }

    /** Gives a file or directory to this user. */
    default void own(Path path) throws IOException {
        if (this instanceof Other(int uid, int gid)) {
            Files.setAttribute(path, "unix:uid", uid);
            Files.setAttribute(path, "unix:gid", gid);
        }
    }

    private static boolean reaches(ServerUser user, Path home) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(user.stepDown());
        command.addAll(List.of("test", "-x", home.toString()));
        return Commands.succeeds(command.toArray(String[]::new));
    }
}
