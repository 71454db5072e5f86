package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.postgres.Postmasters.Parent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the server when its Bursar dies, and what the next Bursar makes of what it finds. */
class ParentDeathTest {
    private Path home = Path.of("");
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void makeHome() throws Exception {
        home = Servers.usedHome();
    }

    @AfterEach
    void deleteHome() throws IOException {
        Leftovers.deleteTree(home);
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(Servers.config(home).withNotices(notices::add));
    }

    @Test
    void killing_the_parent_stops_the_server_cleanly() throws Exception {
        Process jvm = Servers.startJvm(home, Servers.BINARIES);
        String[] server = Servers.awaitLine(jvm);
        long pid = Long.parseLong(server[0]);
        try (var connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server[1] + "/bursar", "postgres", server[2])) {
            Servers.ask(connection, "CREATE TABLE kept AS SELECT 42 AS answer");
            Servers.kill9(jvm);
            Servers.await("the server ends", () -> !Servers.isAlive(pid));
        }
        assertThat(home.resolve("log/postgres.log")).content().endsWith("database system is shut down\n");
        try (EmbeddedPostgres next = start()) {
            assertThat(Servers.ask(next, "SELECT answer FROM kept")).isEqualTo("42");
        }
        assertThat(home.resolve("log/postgres.log")).content().doesNotContain("was not properly shut down");
    }

    @Test
    void a_start_right_after_a_kill_waits_for_the_server_to_leave() throws Exception {
        Process jvm = Servers.startJvm(home, Servers.BINARIES);
        String[] server = Servers.awaitLine(jvm);
        Servers.kill9(jvm);
        try (EmbeddedPostgres next = start()) {
            assertThat(Servers.isAlive(Long.parseLong(server[0]))).isFalse();
            assertThat(Servers.ask(next, "SELECT 1")).isEqualTo("1");
        }
        assertThat(home.resolve("log/postgres.log")).content().doesNotContain("was not properly shut down");
    }

    @Test
    void another_process_on_the_same_home_is_refused_by_name() throws Exception {
        Process jvm = Servers.startJvm(home, Servers.BINARIES);
        try {
            Servers.awaitLine(jvm);
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("Another Bursar (process " + jvm.pid() + ") runs on " + home);
        } finally {
            Servers.kill9(jvm);
        }
        start().close();
    }

    @Test
    void an_orphan_whose_parent_is_dead_is_stopped_and_replaced() throws Exception {
        EmbeddedPostgres first = start();
        Servers.ask(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        first.close();
        Parent dead = new Parent(deadPid(), 1);
        Process orphan = Servers.startRaw(first, EmbeddedPostgres.PARENT_SETTING + "=" + dead);

        try (EmbeddedPostgres next = start()) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(notices)
                    .containsExactly("PostgreSQL (process " + orphan.pid()
                            + ") outlived the Bursar that started it (process " + dead.pid()
                            + "); stopping it cleanly before starting afresh.");
            assertThat(next.pid()).isNotEqualTo(orphan.pid());
            assertThat(Servers.ask(next, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void a_server_of_a_living_parent_is_left_alone() throws Exception {
        EmbeddedPostgres first = start();
        first.close();
        Process server = Servers.startRaw(first, EmbeddedPostgres.PARENT_SETTING + "=" + Parent.current());
        refuseAndLeaveAlone(
                server, "for another Bursar, process " + ProcessHandle.current().pid());
    }

    @Test
    void a_server_that_someone_started_by_hand_is_left_alone() throws Exception {
        EmbeddedPostgres first = start();
        first.close();
        Process server = Servers.startRaw(first);
        refuseAndLeaveAlone(server, "Stop it cleanly with: kill -INT " + server.pid());
    }

    private void refuseAndLeaveAlone(Process server, String message) throws Exception {
        try {
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("process " + server.pid())
                    .hasMessageContaining(message);
            assertThat(server.isAlive()).isTrue();
        } finally {
            Commands.interrupt(server.pid());
        }
        Servers.await("the server ends", () -> !server.isAlive());
        start().close();
    }

    @Test
    void a_pid_file_of_a_dead_server_does_not_matter() throws Exception {
        writePidFile(deadPid());
        start().close();
    }

    @Test
    void a_pid_file_whose_number_another_program_has_now_does_not_matter() throws Exception {
        // A program of the same user as the server's, which PostgreSQL itself would take for a server.
        Process other = new ProcessBuilder(
                        ServerUser.of(home, home.resolve("data")).run("", List.of("tail", "-f", "/dev/null")))
                .start();
        try {
            writePidFile(other.pid());
            start().close();
            assertThat(notices)
                    .singleElement()
                    .asString()
                    .startsWith("Removing a stale postmaster.pid: process " + other.pid());
            assertThat(other.isAlive()).isTrue();
        } finally {
            Servers.kill9(other);
        }
    }

    private void writePidFile(long pid) throws IOException, InterruptedException {
        Path file = home.resolve("data/postmaster.pid");
        Files.writeString(file, pid + "\n" + home.resolve("data") + "\n1700000000\n5432\n\n127.0.0.1\n 1 1\nready\n");
        ServerUser.of(home, home.resolve("data")).own(file);
    }

    private static long deadPid() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }
}
