package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starts in a home that does not exist yet. */
class FirstStartTest {
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

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(Servers.config(home).withNotices(notices::add));
    }

    @Test
    void rows_survive_a_restart() throws Exception {
        try (EmbeddedPostgres first = start()) {
            assertThat(first.isFirstStart()).isTrue();
            Servers.ask(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (EmbeddedPostgres second = start()) {
            assertThat(second.isFirstStart()).isFalse();
            assertThat(Servers.ask(second, "SELECT answer FROM kept")).isEqualTo("42");
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void data_in_memory_are_called_not_durable() throws Exception {
        home = Leftovers.name(Path.of("/dev/shm"), "bursar-test");
        try (EmbeddedPostgres server = start()) {
            assertThat(server.describe().line()).contains("NOT DURABLE");
            assertThat(server.describe().isDurable()).isFalse();
        }
    }

    @Test
    void a_directory_that_is_no_cluster_is_left_alone() throws Exception {
        Path file = home.resolve("data/holiday.jpg");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "beach");
        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("is no PostgreSQL data directory");
        assertThat(file).hasContent("beach");
    }

    @Test
    void a_home_that_no_other_user_can_reach_works_too() throws Exception {
        Path closed = Servers.newHome();
        DataDirectory.makePrivateDirectory(closed);
        home = closed.resolve("home");
        try (EmbeddedPostgres first =
                EmbeddedPostgres.start(EmbeddedPostgresConfig.at(home).withPreferredPort(0))) {
            Servers.ask(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (EmbeddedPostgres second =
                EmbeddedPostgres.start(EmbeddedPostgresConfig.at(home).withPreferredPort(0))) {
            assertThat(Servers.ask(second, "SELECT answer FROM kept")).isEqualTo("42");
        }
        Leftovers.deleteTree(closed);
    }
}
