package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Closing and reopening, on a service of its own: a close binds everybody. */
class PeriodsApiTest {
    private static RunningBursar bursar;

    @BeforeAll
    static void start() {
        bursar = RunningBursar.startOwn();
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'a','kind':'asset'},{'path':'b','kind':'liability'}]}")
                .expect(201);
    }

    @AfterAll
    static void stop() {
        bursar.close();
    }

    private static Reply pay(String effectiveAt) {
        return bursar.post("/v1/transactions")
                .key(RunningBursar.unique("period"))
                .json("{'legs':[{'debit':'a','credit':'b','amount':5,'currency':'inr'}],'effective_at':'%s'}"
                        .formatted(effectiveAt))
                .send();
    }

    private static Reply close(String key, String before) {
        return bursar.post("/v1/periods")
                .key(key)
                .json("{'closed_before':'%s','reference':'close'}".formatted(before))
                .send();
    }

    @Test
    void closing_is_one_way_without_the_right_and_the_list_is_the_audit() {
        Reply closed = close("close-1", "2026-02-01").expect(201);
        assertThat(closed.at("/effect").asString()).isEqualTo("closed");
        assertThat(closed.at("/closed_before").asString()).isEqualTo("2026-02-01T00:00:00.000000Z");
        pay("2026-01-31T23:59:59.999999Z").expectError(422, "period_closed", "effective_at");
        pay("2026-02-01T00:00:00Z").expect(201);

        close("close-2", "2026-01-01").expectError(422, "period_not_later", "closed_before");
        close("close-3", "2026-03-01").expect(201);
        Reply replay = close("close-1", "2026-02-01").expect(201);
        assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replay.id()).isEqualTo(closed.id());

        String reopening = "{'closed_before':'2026-02-01','reference':'late invoice'}";
        bursar.post("/v1/periods/reopen")
                .bearer(bursar.keyWithoutRights())
                .json(reopening)
                .send()
                .expectError(403, "right_missing", null);
        bursar.post("/v1/periods/reopen")
                .json("{'reference':'x'}")
                .send()
                .expectError(400, "parameter_missing", "closed_before");
        bursar.post("/v1/periods/reopen")
                .json("{'closed_before':'2026-09-01'}")
                .send()
                .expectError(422, "period_not_earlier", "closed_before");
        bursar.post("/v1/periods/reopen").key("reopen-1").json(reopening).expect(201);
        pay("2026-02-15T00:00:00Z").expect(201);
        bursar.post("/v1/periods/reopen").json("{'closed_before':null}").expect(201);
        pay("2026-01-15T00:00:00Z").expect(201);

        Reply list = bursar.get("/v1/periods?limit=2").expect(200);
        assertThat(list.at("/data/0/effect").asString()).isEqualTo("reopened");
        assertThat(list.at("/data/0/closed_before").isNull()).isTrue();
        assertThat(list.at("/data/1/reference").asString()).isEqualTo("late invoice");
        assertThat(list.at("/data/1/caller").asLong()).isPositive();
        assertThat(list.at("/has_more").asBoolean()).isTrue();
        Reply rest = bursar.get(
                        "/v1/periods?starting_after=" + list.at("/data/1/id").asString())
                .expect(200);
        assertThat(rest.at("/data/0/closed_before").asString()).startsWith("2026-03-01");
        assertThat(rest.at("/data/1/id").asString()).isEqualTo(closed.id());
        assertThat(rest.at("/data").size()).isEqualTo(2);
        bursar.get("/v1/periods?starting_after=" + closed.id().replace("per_", "tx_"))
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
    }
}
