package io.bursar.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.RunningBursar;
import io.bursar.database.Transactions;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import io.bursar.gateways.GatewaySettings;
import io.bursar.money.Invariant;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes of many callers share commits, and none spoils another's. */
class ChangesTest {
    private static final RiderStatement RAISE =
            new RiderStatement("test.raise", """
            UPDATE changes_test.counter c
            SET version = c.version + 1, value = r.value
            FROM unnest(?::int4[], ?::int8[], ?::int8[], ?::int8[]) AS r (ordinal, id, version, value)
            WHERE c.id = r.id AND c.version = r.version
            RETURNING r.ordinal
            """, List.of("int8", "int8", "int8"), Guard.CONDITIONAL);
    private static final RiderStatement NOTE =
            new RiderStatement("test.note", """
            INSERT INTO changes_test.note (id, text)
            SELECT r.id, r.text
            FROM unnest(?::int4[], ?::int8[], ?::text[]) AS r (ordinal, id, text)
            """, List.of("int8", "text"), Guard.UNCONDITIONAL);

    private static RunningBursar bursar;

    @BeforeAll
    static void open() throws SQLException {
        bursar = RunningBursar.startWithGateways(GatewaySettings.NONE, spring -> {
            spring.registerBean("raise", RiderStatement.class, () -> RAISE);
            spring.registerBean("note", RiderStatement.class, () -> NOTE);
        });
        execute("CREATE SCHEMA changes_test");
        execute("CREATE TABLE changes_test.counter (id int8 PRIMARY KEY, version int8 NOT NULL, value int8 NOT NULL)");
        execute("CREATE TABLE changes_test.note (id int8, text text NOT NULL CHECK (text <> 'poison'))");
        execute("INSERT INTO changes_test.counter SELECT n, 1, 0 FROM generate_series(1, 200) n");
        execute("GRANT USAGE ON SCHEMA changes_test TO bursar_app");
        execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA changes_test TO bursar_app");
    }

    @AfterAll
    static void close() {
        bursar.close();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = bursar.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = bursar.superuser().connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Written write(long id, long version, String note) {
        return bursar.bean(Changes.class)
                .write(List.of(
                        new Riders.Call("test.raise", List.of(id, version, 7L)),
                        new Riders.Call("test.note", List.of(id, note))));
    }

    @Test
    void of_many_who_change_one_row_one_wins_and_the_others_write_nothing() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(32)) {
            List<Future<Written>> written = new ArrayList<>();
            for (int i = 0; i < 320; i++) {
                long id = 1L + i % 10;
                written.add(callers.submit(() -> write(id, 1, "race")));
            }
            int won = 0;
            for (Future<Written> each : written) {
                won += each.get() instanceof Written.Done ? 1 : 0;
            }
            assertThat(won).isEqualTo(10);
        }
        assertThat(count("SELECT count(*) FROM changes_test.note WHERE text = 'race'"))
                .isEqualTo(10);
        assertThat(count("SELECT count(*) FROM changes_test.counter WHERE id <= 10 AND version = 2"))
                .isEqualTo(10);
    }

    @Test
    void one_that_throws_takes_out_itself_alone() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(32)) {
            List<Future<Written>> good = new ArrayList<>();
            List<Future<Written>> bad = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                long id = 50L + i;
                boolean isBad = i % 10 == 0;
                (isBad ? bad : good).add(callers.submit(() -> write(id, 1, isBad ? "poison" : "fine")));
            }
            for (Future<Written> each : good) {
                assertThat(each.get()).isInstanceOf(Written.Done.class);
            }
            for (Future<Written> each : bad) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(ChangeFailed.class);
            }
        }
        assertThat(count("SELECT count(*) FROM changes_test.note WHERE text = 'fine'"))
                .isEqualTo(90);
        assertThat(count("SELECT count(*) FROM changes_test.counter WHERE id BETWEEN 50 AND 149 AND version = 2"))
                .isEqualTo(90);
    }

    @Test
    void nobody_waits_for_a_change_inside_a_transaction() {
        assertThatThrownBy(() -> bursar.bean(Transactions.class).inside(() -> write(200, 1, "inside")))
                .isInstanceOf(Invariant.Violation.class);
    }
}
