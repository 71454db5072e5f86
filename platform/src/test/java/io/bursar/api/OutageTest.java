package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A database that does not serve is no defect of ours: callers are told to ask again, and nothing is done twice. */
class OutageTest {
    @Test
    void callers_are_told_to_come_back_and_a_repeat_makes_one() throws Exception {
        try (RunningBursar bursar = RunningBursar.startOwn()) {
            bursar.get("/v1/payment_intents").expect(200);
            HikariDataSource writing = (HikariDataSource) bursar.database().changes();
            List<Connection> taken = takeAll(writing);
            String key = RunningBursar.unique("outage");
            try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
                Future<Reply> made = writer.submit(() -> make(bursar, key));
                while (writing.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0) {
                    Thread.onSpinWait();
                }
                taken.addAll(takeAll((HikariDataSource) bursar.database().app()));
                Reply read = bursar.get("/v1/payment_intents").send();
                read.expectError(503, "not_ready", null);
                assertThat(read.header("Retry-After")).isEqualTo("1");
                made.get().expectError(503, "outcome_unknown", null);
                assertThat(made.get().header("Retry-After")).isEqualTo("1");
            } finally {
                giveBack(taken);
            }
            String id = make(bursar, key).expect(200).id();
            assertThat(make(bursar, key).expect(200).id()).isEqualTo(id);
            assertThat(bursar.get("/v1/payment_intents").expect(200).at("/data"))
                    .hasSize(1);
        }
    }

    private static Reply make(RunningBursar bursar, String key) {
        return bursar.post("/v1/payment_intents")
                .key(key)
                .form("amount=1000&currency=usd")
                .send();
    }

    /** All connections of a pool: whoever wants one waits in vain, as with a database that does not answer. */
    private static List<Connection> takeAll(HikariDataSource pool) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
            taken.add(pool.getConnection());
        }
        return taken;
    }

    private static void giveBack(List<Connection> taken) throws SQLException {
        for (Connection each : taken) {
            each.close();
        }
    }
}
