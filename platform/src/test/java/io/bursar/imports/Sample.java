package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** 5,362 rows of fourteen customers, half a year, one without amount; and what awk makes of them. */
final class Sample {
    static final Path FILE = resource("/imports/cards.csv.gz");
    static final int ROWS = 5_362;
    static final int BOOKED = 5_361;

    private static final Path SUMS = resource("/imports/balances.awk");

    private Sample() {}

    private static Path resource(String name) {
        try {
            return Path.of(java.util.Objects.requireNonNull(Sample.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The lines, the first one included. */
    static List<String> lines() {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(FILE))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Balance by path, as the script in the test resources computes it from a file. */
    static Map<String, Long> awk(Path packed) throws IOException, InterruptedException {
        Process awk = new ProcessBuilder(
                        "sh", "-c", "gzip -dc \"$1\" | awk -f \"$2\"", "sh", packed.toString(), SUMS.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(awk.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(awk.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(awk.exitValue()).isZero();
        Map<String, Long> balances = new TreeMap<>();
        text.lines().forEach(line -> balances.put(line.split(" ", -1)[0], Long.valueOf(line.split(" ", -1)[1])));
        return balances;
    }

    /** A file of these lines. */
    static Path write(Path file, List<String> lines) throws IOException {
        return Files.writeString(file, String.join("\n", lines) + "\n");
    }

    static InputStream stream(List<String> lines) {
        return new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
