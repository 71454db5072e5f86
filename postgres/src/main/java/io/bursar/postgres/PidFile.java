package io.bursar.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a postmaster says of itself in its data directory.
 *
 * @param pid its process id
 * @param port where it listens; 0 while it has not written that yet
 * @param isReady whether it takes connections
 */
record PidFile(long pid, int port, boolean isReady) {
    static final String NAME = "postmaster.pid";
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /** Empty when there is none, or none that is written to the end of its first line. */
    static Optional<PidFile> read(Path dataDirectory) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(dataDirectory.resolve(NAME));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
            return Optional.empty();
        }
        boolean isReady =
                lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
        String port = lines.size() > PORT_LINE ? lines.get(PORT_LINE).strip() : "";
        return Optional.of(new PidFile(
                Long.parseLong(lines.getFirst().strip()),
                port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0,
                isReady));
    }
}
