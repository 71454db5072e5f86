package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code bursar import cards -} as a process of its own, fed line by line. */
final class ImportProcess implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;

    private final Process process;
    private final Writer feed;

    private ImportProcess(Process process) {
        this.process = process;
        this.feed = process.outputWriter(StandardCharsets.UTF_8);
    }

    static ImportProcess start(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.bursar.Bursar",
                "import",
                "cards"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("BURSAR_DATABASE_URL");
        builder.environment().putAll(environment);
        try {
            return new ImportProcess(builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void feed(List<String> lines) throws IOException {
        for (String line : lines) {
            feed.write(line + "\n");
        }
        feed.flush();
    }

    /** Waits for something that the process is to bring about. */
    void await(BooleanSupplier condition) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            boolean isOver = process.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > until;
            if (isOver && !condition.getAsBoolean()) {
                kill9();
                throw new AssertionError("it did not come to that; the import said:\n" + said());
            }
        }
    }

    void kill9() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Ends the feed and waits for the end. */
    ImportedBook.Said finish() throws Exception {
        feed.close();
        String said = said();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new ImportedBook.Said(process.exitValue(), said);
    }

    private String said() throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
