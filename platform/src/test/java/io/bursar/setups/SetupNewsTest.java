package io.bursar.setups;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.gateways.News;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.gateways.NewsListener.Reception;
import io.bursar.ledger.Book;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What gateways tell of setups by themselves: nobody asks here. */
class SetupNewsTest {
    private static Counter counter;

    @BeforeAll
    static void open() {
        counter = Counter.openAndTold();
    }

    @AfterAll
    static void close() {
        counter.close();
    }

    @Test
    void a_payer_who_authenticates_has_agreed() {
        Reply asked = counter.card("pm_card_threeDSecure2Required", "&customer=" + counter.customer())
                .expect(200);
        counter.sandbox.press(asked.at("/next_action/redirect_to_url/url").asString(), "authenticate");
        Counter.await("the payer has agreed", () -> counter.status(asked.id()).equals("succeeded"));
        assertThat(counter.told(asked.id()))
                .containsExactly("setup_intent.created", "setup_intent.requires_action", "setup_intent.succeeded");
    }

    @Test
    void what_comes_twice_late_and_out_of_order_comes_to_the_same_and_none_is_foreign() {
        for (String fault : List.of("webhook_duplicate", "webhook_reorder", "webhook_delay")) {
            counter.sandbox.control("faults", "{\"kind\":\"" + fault + "\",\"rate\":0.3,\"seed\":5,\"delay_ms\":50}");
        }
        List<Reply> agreed = new ArrayList<>();
        List<Reply> refused = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Reply asked = counter.card("pm_card_threeDSecure2Required", "").expect(200);
            boolean isAgreed = i % 2 == 0;
            counter.sandbox.press(
                    asked.at("/next_action/redirect_to_url/url").asString(), isAgreed ? "authenticate" : "reject");
            (isAgreed ? agreed : refused).add(asked);
            Reply upi = counter.upi(counter.customer(), 10_000, "");
            counter.answer(upi, isAgreed ? "approve" : "refuse");
            (isAgreed ? agreed : refused).add(upi);
        }
        for (Reply each : agreed) {
            Counter.await(
                    each.id() + " succeeds", () -> counter.status(each.id()).equals("succeeded"));
        }
        for (Reply each : refused) {
            Counter.await(
                    each.id() + " waits for another method",
                    () -> counter.status(each.id()).equals("requires_payment_method"));
        }
        counter.sandbox.clearFaults();
        Counter.await(
                "all that was sent has been heard",
                () -> counter.get("/v1/webhook_inbox?state=waiting&limit=1")
                        .expect(200)
                        .at("/data")
                        .isEmpty());
        for (String state : List.of("parked", "foreign")) {
            assertThat(counter.get("/v1/webhook_inbox?state=" + state)
                            .expect(200)
                            .at("/data"))
                    .as(state)
                    .isEmpty();
        }
        for (Reply each : agreed) {
            assertThat(counter.told(each.id()))
                    .filteredOn(SetupDecisions.SUCCEEDED::equals)
                    .hasSize(1);
        }
    }

    @Test
    void what_a_mandate_is_told_to_be_waits_until_its_gateway_says_how_it_stands() {
        Reply asked = counter.upi(counter.customer(), 10_000, "");
        counter.answer(asked, "approve");
        Counter.await("the payer has agreed", () -> counter.status(asked.id()).equals("succeeded"));
        String id = counter.setup(asked.id()).at("/mandate").asString();
        Mandate mandate =
                counter.bursar.bean(Mandates.class).find(Book.NUMBER, id).orElseThrow();
        String token = Objects.requireNonNull(mandate.ref());
        SetupNews listener = counter.bursar.bean(SetupNews.class);
        News old = new News.OfMandate(token, MandateStatus.PAUSED, mandate.customer());

        counter.sandbox.control(
                "faults", "{\"kind\":\"reset_before\",\"path\":\"/v1/customers/*/tokens/*\",\"rate\":1}");
        assertThat(listener.hear("razorpay", old)).isEqualTo(Reception.TOO_EARLY);
        assertThat(status(id)).isEqualTo("active");
        counter.sandbox.clearFaults();
        assertThat(listener.hear("razorpay", old)).isEqualTo(Reception.KNOWN);
        assertThat(status(id)).isEqualTo("active");
    }

    private static String status(String mandate) {
        return counter.get("/v1/mandates/" + mandate).expect(200).at("/status").asString();
    }
}
