package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import org.junit.jupiter.api.Test;

/** One effect and one answer for each key. */
class IdempotencyTest {
    private final RunningBursar bursar = Books.open();

    @Test
    void a_repeated_request_returns_the_first_transaction() {
        String wallet = Books.wallet(0);
        Request request = bursar.post("/v1/transactions")
                .key(RunningBursar.unique("again"))
                .json(Books.legs("world", wallet, 40));
        Reply first = request.expect(201);
        Reply second = request.expect(201);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(Books.posted(wallet)).isEqualTo(40);
    }

    @Test
    void members_in_another_order_and_form_are_the_same_request() {
        String wallet = Books.wallet(0);
        String key = RunningBursar.unique("order");
        Reply first = bursar.post("/v1/transactions")
                .key(key)
                .json(Books.legs("world", wallet, 40))
                .expect(201);
        Reply second = bursar.post("/v1/transactions")
                .key(key)
                .form("currency=inr&legs[0][amount]=40&legs[0][credit]=" + wallet + "&legs[0][debit]=world")
                .expect(201);
        assertThat(second.text()).isEqualTo(first.text());
    }

    @Test
    void a_rejection_is_replayed_after_it_no_longer_holds() {
        String wallet = Books.wallet(10);
        Request request = bursar.post("/v1/transactions")
                .key(RunningBursar.unique("short"))
                .json(Books.legs(wallet, "fees", 500));
        Reply first = request.send().expectError(402, "insufficient_funds", null);
        Books.transfer("world", wallet, 1_000).expect(201);
        Reply second = request.send().expectError(402, "insufficient_funds", null);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.at("/error/details")).isEqualTo(first.at("/error/details"));
    }

    @Test
    void another_body_under_the_same_key_is_refused_and_names_what_differs() {
        String wallet = Books.wallet(0);
        String key = RunningBursar.unique("reused");
        bursar.post("/v1/transactions")
                .key(key)
                .json(Books.legs("world", wallet, 40))
                .expect(201);
        Reply refused = bursar.post("/v1/transactions")
                .key(key)
                .json(Books.legs("world", wallet, 41))
                .expect(400);
        assertThat(refused.at("/error/type").asString()).isEqualTo("idempotency_error");
        assertThat(refused.at("/error/code").asString()).isEqualTo("idempotency_key_reused");
        assertThat(refused.at("/error/param").asString()).startsWith("legs");
        assertThat(Books.posted(wallet)).isEqualTo(40);
    }

    @Test
    void two_callers_may_use_the_same_key() {
        String wallet = Books.wallet(0);
        String key = RunningBursar.unique("shared");
        Request request = bursar.post("/v1/transactions").key(key).json(Books.legs("world", wallet, 40));
        request.expect(201);
        Reply other = request.bearer(bursar.keyWithoutRights()).expect(201);
        assertThat(other.header("Idempotent-Replayed")).isNull();
        assertThat(Books.posted(wallet)).isEqualTo(80);
    }

    @Test
    void a_hold_is_replayed_as_it_was_made() {
        String wallet = Books.wallet(100);
        Request request =
                bursar.post("/v1/holds").key(RunningBursar.unique("hold")).json(Books.legs(wallet, "fees", 60));
        Reply first = request.expect(201);
        Request capture = bursar.post("/v1/holds/" + first.id() + "/capture").key(RunningBursar.unique("capture"));
        Reply captured = capture.expect(201);
        assertThat(request.expect(201).text()).isEqualTo(first.text());
        assertThat(capture.expect(201).text()).isEqualTo(captured.text());
        assertThat(Books.posted(wallet)).isEqualTo(40);
    }

    @Test
    void a_batch_is_replayed_item_by_item() {
        String wallet = Books.wallet(0);
        Request request = bursar.post("/v1/transactions/batch")
                .key(RunningBursar.unique("batch"))
                .json("{'transactions':[" + Books.legs("world", wallet, 5) + "," + Books.legs(wallet, "fees", 50)
                        + "]}");
        request.expect(200);
        Reply second = request.expect(200);
        assertThat(second.at("/data/0/replayed").asBoolean()).isTrue();
        assertThat(second.at("/data/1/replayed").asBoolean()).isTrue();
        assertThat(second.at("/data/1/status").asInt()).isEqualTo(402);
        assertThat(Books.posted(wallet)).isEqualTo(5);
    }
}
