package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A first start that was cut short, at any moment, is simply begun again. */
@Tag("slow")
class InterruptedInstallationTest {
    private Path home = Path.of("");
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void makeHome() throws Exception {
        home = Servers.newHome();
    }

    @AfterEach
    void deleteHome() throws IOException {
        Leftovers.deleteTree(home);
    }

    private void startsAfresh() throws Exception {
        EmbeddedPostgresConfig config =
                EmbeddedPostgresConfig.at(home).withPreferredPort(0).withNotices(notices::add);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config)) {
            assertThat(Servers.ask(server, "SELECT 1")).isEqualTo("1");
        }
        try (Stream<Path> entries = Files.list(home)) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("lock", "password", "data", "log", "pg-" + PostgresBinaries.VERSION);
        }
    }

    @Test
    void killed_while_unpacking() throws Exception {
        Process jvm = Servers.startJvm(home, home);
        Servers.await(
                "unpacking begins",
                () -> Servers.existsStartingWith(home, "pg-" + PostgresBinaries.VERSION + ".new-", "bin"));
        Servers.kill9(jvm);
        assertThat(home.resolve("data")).doesNotExist();
        startsAfresh();
    }

    @Test
    void killed_while_making_the_cluster() throws Exception {
        Process jvm = Servers.startJvm(home, home);
        Servers.await("initdb begins", () -> Servers.existsStartingWith(home, "data.new-", "PG_VERSION"));
        Servers.kill9(jvm);
        startsAfresh();
    }

    @Test
    void programs_that_lost_bytes_are_unpacked_again() throws Exception {
        startsAfresh();
        Path program = home.resolve("pg-" + PostgresBinaries.VERSION + "/bin/initdb");
        Files.writeString(program, "");
        startsAfresh();
        assertThat(notices).singleElement().asString().contains("are incomplete; unpacking them again");
        assertThat(Files.size(program)).isPositive();
    }

    @Test
    void an_empty_data_directory_counts_as_none() throws Exception {
        Files.createDirectories(home.resolve("data"));
        startsAfresh();
    }
}
