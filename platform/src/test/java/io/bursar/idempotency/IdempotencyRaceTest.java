package io.bursar.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.api.Answer;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.database.Transactions;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Many that use one key at the same moment, at two nodes. */
class IdempotencyRaceTest {
    private static final String OBJECT = "thing_1";

    private final RunningBursar bursar = RunningBursar.shared();
    private final Idempotency idempotency = bursar.bean(Idempotency.class);
    private final Transactions transactions = bursar.bean(Transactions.class);
    private final String key = RunningBursar.unique("race");
    private final String type = "test." + key.replace('-', '_');

    private Asked asked(String json) {
        Fields body = Fields.ofJson(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return Idempotency.asked(IdempotencyTest.call(key, 7, body), "POST /v1/things/{id}");
    }

    private static String text(Answer answer) {
        return new String(JsonOut.render(answer.body(), "", ""), StandardCharsets.UTF_8);
    }

    private static Answer made(String name) {
        return Answer.created(out -> out.text("object", "thing").text("name", name));
    }

    private int effects() {
        return bursar.bean(JdbcClient.class)
                .sql("SELECT count(*) FROM outbox.event WHERE book = 1 AND type = ?")
                .param(type)
                .query(Integer.class)
                .single();
    }

    @Test
    void thirty_two_at_once_on_two_nodes_have_one_effect_and_one_answer() throws Exception {
        int threads = 32;
        RunningBursar beside = bursar.startBeside();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            CountDownLatch all = new CountDownLatch(threads);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                Idempotency node = i % 2 == 0 ? idempotency : beside.bean(Idempotency.class);
                answers.add(pool.submit(() -> {
                    all.countDown();
                    all.await();
                    return node.once(asked("{'amount':5}"), () -> {
                        Outbox outbox = (number % 2 == 0 ? bursar : beside).bean(Outbox.class);
                        outbox.write(
                                outbox.event(1, type, OBJECT, out -> out.text("id", OBJECT), OutboxEvent.Cause.OURS));
                        return made("by " + number);
                    });
                }));
            }
            List<String> bodies = new ArrayList<>();
            int replayed = 0;
            for (Future<Answer> each : answers) {
                Answer answer = each.get();
                bodies.add(text(answer));
                replayed += answer.headers().containsKey("Idempotent-Replayed") ? 1 : 0;
            }
            assertThat(bodies).as("one answer").containsOnly(bodies.getFirst());
            assertThat(replayed).isEqualTo(threads - 1);
            assertThat(effects()).isEqualTo(1);
        } finally {
            beside.stop();
        }
    }

    @Test
    void thirty_two_that_claim_at_once_have_one_winner() throws Exception {
        int threads = 32;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Boolean>> claims = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String object = "thing_" + i;
                claims.add(pool.submit(() -> transactions.inside(() -> idempotency.claim(asked("{}"), object))));
            }
            int won = 0;
            for (Future<Boolean> each : claims) {
                won += each.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }
}
