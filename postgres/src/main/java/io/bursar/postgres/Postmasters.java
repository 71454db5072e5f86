package io.bursar.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Servers that are already on a data directory when we come to it. A server that we start names the process that
 * started it on its own command line, so an orphan proves itself, with no file that could be missing or stale.
 */
final class Postmasters {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Postmasters() {}

    /** A process of ours: its id and start, since ids are used again. */
    record Parent(long pid, long startedAtMs) {
        static Parent current() {
            ProcessHandle self = ProcessHandle.current();
            return new Parent(self.pid(), startOf(self));
        }

        static Optional<Parent> parse(String text) {
            String[] parts = text.split(":", -1);
            boolean isWellFormed = parts.length == 2 && Stream.of(parts).allMatch(part -> part.matches("\\d{1,18}"));
            return isWellFormed
                    ? Optional.of(new Parent(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                    : Optional.empty();
        }

        /** The kernel derives start times from a clock that may be adjusted by moments. */
        boolean isAlive() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> Math.abs(startOf(handle) - startedAtMs) < 5_000)
                    .isPresent();
        }

        private static long startOf(ProcessHandle handle) {
            return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }

        @Override
        public String toString() {
            return pid + ":" + startedAtMs;
        }
    }

    /** A running process of PostgreSQL. */
    record Running(ProcessHandle process, List<String> words) {
        boolean isPostmaster() {
            return words.getFirst().equals("postgres") || words.getFirst().endsWith("/postgres");
        }

        /** Backends overwrite their command line, as in "postgres: checkpointer ". */
        boolean isBackend() {
            return words.getFirst().startsWith("postgres:");
        }

        Optional<Parent> parent() {
            String mark = EmbeddedPostgres.PARENT_SETTING + "=";
            return words.stream()
                    .filter(word -> word.startsWith(mark))
                    .map(word -> word.substring(mark.length()))
                    .findFirst()
                    .flatMap(Parent::parse);
        }
    }

    /**
     * Clears the way for a new server: stops an orphan whose parent is dead, lets its children finish, removes a stale
     * pid file. Needs the home's lock.
     *
     * @throws EmbeddedPostgresException when a server runs there that is not provably an orphan of ours
     */
    static void settle(Path dataDirectory, Consumer<String> notices) throws IOException, InterruptedException {
        for (Running running : in(dataDirectory)) {
            if (running.isPostmaster()) {
                stopOrphan(dataDirectory, running, notices);
            }
        }
        awaitNoneIn(dataDirectory, process -> {});
        removeStalePidFile(dataDirectory, notices);
    }

    private static void stopOrphan(Path dataDirectory, Running server, Consumer<String> notices)
            throws IOException, InterruptedException {
        long pid = server.process().pid();
        Parent parent = server.parent()
                .orElseThrow(() -> new EmbeddedPostgresException("A PostgreSQL server (process " + pid
                        + ") that Bursar did not start runs on " + dataDirectory
                        + ". It is left alone. Stop it cleanly with: kill -INT " + pid));
        if (parent.isAlive()) {
            throw new EmbeddedPostgresException("A PostgreSQL server (process " + pid + ") runs on " + dataDirectory
                    + " for another Bursar, process " + parent.pid() + ". Stop that one first: kill " + parent.pid());
        }
        notices.accept("PostgreSQL (process " + pid + ") outlived the Bursar that started it (process " + parent.pid()
                + "); stopping it cleanly before starting afresh.");
        Commands.interrupt(pid);
        // Asked of the directory and not of the process: a process that nobody collects looks alive for ever.
        if (!Waiting.until(
                PATIENCE,
                () -> in(dataDirectory).stream()
                        .noneMatch(other -> other.process().pid() == pid))) {
            throw new EmbeddedPostgresException("The orphaned PostgreSQL (process " + pid + ") on " + dataDirectory
                    + " did not stop within " + PATIENCE.toMinutes()
                    + " minutes. See its log, then stop it with: kill -QUIT " + pid
                    + " (it recovers at the next start)");
        }
    }

    /** Waits until no process of PostgreSQL works in the directory, after doing {@code treatment} to each. */
    static void awaitNoneIn(Path dataDirectory, Consumer<ProcessHandle> treatment) throws InterruptedException {
        boolean isClear = Waiting.until(PATIENCE, () -> {
            List<Running> left = in(dataDirectory);
            left.forEach(running -> treatment.accept(running.process()));
            return left.isEmpty();
        });
        if (!isClear) {
            List<Long> pids =
                    in(dataDirectory).stream().map(left -> left.process().pid()).toList();
            throw new EmbeddedPostgresException("Processes " + pids + " of an earlier PostgreSQL still use "
                    + dataDirectory + ". Stop them with kill -QUIT and start again.");
        }
    }

    /** A pid file whose number some other program has by now would make PostgreSQL refuse to start. */
    private static void removeStalePidFile(Path dataDirectory, Consumer<String> notices) throws IOException {
        Optional<PidFile> file = PidFile.read(dataDirectory);
        if (file.isPresent() && ProcessHandle.of(file.get().pid()).isPresent()) {
            notices.accept("Removing a stale postmaster.pid: process "
                    + file.get().pid() + " is not a PostgreSQL on " + dataDirectory + ".");
            Files.delete(dataDirectory.resolve(PidFile.NAME));
        }
    }

    /** Every process of PostgreSQL has the data directory as its working directory. */
    private static List<Running> in(Path dataDirectory) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> isIn(dataDirectory, process))
                    .flatMap(process -> commandLine(process).map(words -> new Running(process, words)).stream())
                    .filter(running -> running.isPostmaster() || running.isBackend())
                    .toList();
        }
    }

    private static boolean isIn(Path dataDirectory, ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                    .equals(dataDirectory);
        } catch (IOException e) {
            // Gone meanwhile, or another user's; a server of another user cannot own these data.
            return false;
        }
    }

    private static Optional<List<String>> commandLine(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
            // A process that has ended and not yet been collected has no command line.
            return line.isEmpty() ? Optional.empty() : Optional.of(List.of(line.split("\0", -1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
