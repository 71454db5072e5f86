package io.bursar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code bursar up} as a process of its own, with an embedded PostgreSQL in its home. */
final class BursarProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String ENDED = "\0";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private BursarProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    static BursarProcess start(Path home, String... arguments) {
        return start(Map.of("BURSAR_HOME", home.toString()), arguments);
    }

    static BursarProcess start(Map<String, String> environment, String... arguments) {
        // As from a terminal: a process group of its own, and SIGINT not ignored, as background jobs have it.
        List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
        command.addAll(program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("BURSAR_DATABASE_URL");
        builder.environment().putAll(environment);
        try {
            return new BursarProcess(builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The words that run this build's program. */
    static List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.bursar.Bursar");
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException gone) {
            // The process ended; what matters is what it said before.
        }
        lines.add(ENDED);
    }

    /** Waits for a line that matches; fails with all that was said when it does not come. */
    Matcher await(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        long until = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            String line = next(until);
            if (line == null || line.equals(ENDED)) {
                throw new AssertionError("no line like \"" + pattern + "\" came; it said:\n" + said());
            }
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
    }

    private @Nullable String next(long untilNs) {
        try {
            String line = lines.poll(Math.max(0, untilNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line != null && !line.equals(ENDED)) {
                seen.add(line);
            }
            return line;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    String said() {
        return String.join("\n", seen);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** What Ctrl-C at a terminal does: SIGINT to all processes of the group. */
    void pressCtrlC() {
        try {
            new ProcessBuilder("sh", "-c", "kill -s INT -- -" + process.pid())
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL. */
    void kill9() {
        process.destroyForcibly();
    }

    int awaitEnd() {
        long until = System.nanoTime() + LIMIT.toNanos();
        String line = next(until);
        while (line != null && !line.equals(ENDED)) {
            line = next(until);
        }
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end; it said:\n" + said());
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill9();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
