package io.bursar.postgres;

import java.io.IOException;
import java.nio.file.Path;

/** A program that starts a server, says where, and waits until it is killed or its input ends. */
final class ServeUntilKilled {
    private ServeUntilKilled() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedPostgresConfig config = EmbeddedPostgresConfig.at(Path.of(arguments[0]))
                .withBinaries(Path.of(arguments[1]))
                .withPreferredPort(0);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config)) {
            System.out.println(server.pid() + " " + server.port() + " " + server.password());
            while (System.in.read() >= 0) {
                // Whatever comes is not for us; only the end of the input is.
            }
        }
    }
}
