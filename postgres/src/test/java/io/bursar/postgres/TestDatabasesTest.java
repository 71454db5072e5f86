package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestDatabasesTest {
    @Test
    void each_database_is_fresh_and_apart() throws Exception {
        try (TestDatabase one = TestDatabases.create();
                TestDatabase two = TestDatabases.create();
                Connection in = one.connect();
                Connection out = two.dataSource().getConnection()) {
            Servers.ask(in, "CREATE TABLE mine (x int)");
            assertThat(Servers.ask(out, "SELECT to_regclass('mine') IS NULL")).isEqualTo("t");
            assertThat(Servers.ask(in, "SHOW fsync")).isEqualTo("on");
        }
    }

    @Test
    void a_template_is_prepared_once_and_copied_even_when_a_connection_was_left_open() throws Exception {
        AtomicInteger preparations = new AtomicInteger();
        long begin = System.nanoTime();
        for (int copy = 1; copy <= 5; copy++) {
            try (TestDatabase database = TestDatabases.create("a-template", template -> {
                        preparations.incrementAndGet();
                        fillAndLeaveOpen(template);
                    });
                    Connection connection = database.connect()) {
                assertThat(Servers.ask(connection, "SELECT x FROM prepared")).isEqualTo("7");
            }
        }
        System.out.println("five databases from a template: "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
        assertThat(preparations).hasValue(1);
    }

    /** As a careless pool would. */
    private static void fillAndLeaveOpen(TestDatabase template) {
        try {
            Servers.ask(template.connect(), "CREATE TABLE prepared AS SELECT 7 AS x");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_private_server_survives_its_killing() throws Exception {
        try (PrivateServer server = TestDatabases.startPrivateServer()) {
            int port = server.server().port();
            try (Connection connection = server.connect()) {
                Servers.ask(connection, "CREATE TABLE kept AS SELECT 42 AS answer");
            }
            for (int round = 1; round <= 3; round++) {
                server.kill9();
                server.startAgain();
                assertThat(server.server().port()).isEqualTo(port);
                try (Connection connection = server.connect()) {
                    assertThat(Servers.ask(connection, "SELECT answer FROM kept"))
                            .isEqualTo("42");
                }
            }
        }
    }
}
