package io.bursar.gateways.stripe;

import static io.bursar.gateways.Orders.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.gateways.News;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Orders;
import io.bursar.gateways.Postbox.Reading;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.SandboxRig;
import io.bursar.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Stripe's events are read as: those of the sandbox, signed by Stripe's own library. */
class StripeEventsTest {
    private static final String SECRET = "whsec_events";
    private static SandboxRig rig;
    private static StripeGateway stripe;

    @BeforeAll
    static void start() {
        rig = SandboxRig.start();
        stripe = new StripeGateway("stripe", rig.stripe(SECRET), SandboxRig.PATIENCE);
    }

    @AfterAll
    static void stop() {
        stripe.close();
        rig.close();
    }

    private static ProviderPayment pay(String card, Taking taking) {
        return seen(stripe.perform(Orders.card(card, Money.of(2000, "usd"), taking)));
    }

    /** News of the newest events of a type about an object, newest first. */
    private static List<News> news(String type, String object) throws Exception {
        List<News> all = new ArrayList<>();
        for (JsonNode event : rig.getStripe("/v1/events?limit=100&type=" + type).get("data")) {
            String body = event.toString();
            String header = Webhook.Signature.generateSignatureHeader(
                    body, SECRET, Instant.now().getEpochSecond());
            Reading reading = stripe.postbox()
                    .read(
                            name -> name.equals("stripe-signature") ? Optional.of(header) : Optional.empty(),
                            body.getBytes(StandardCharsets.UTF_8),
                            Instant.now());
            assertThat(reading).as(body).isInstanceOf(Reading.Genuine.class);
            Reading.Genuine genuine = (Reading.Genuine) reading;
            assertThat(genuine.type()).isEqualTo(type);
            if (genuine.news().object().equals(object)) {
                all.add(genuine.news());
            }
        }
        return all;
    }

    @Test
    void a_payment_is_told_as_facts() throws Exception {
        ProviderPayment paid = pay("pm_card_visa", Taking.AT_ONCE);
        News.OfPayment news =
                (News.OfPayment) news("payment_intent.succeeded", paid.id()).getFirst();
        assertThat(news.attempt()).isEqualTo(paid.attempt());
        ProviderPayment told = Objects.requireNonNull(news.payment());
        assertThat(told.captured()).isEqualTo(2000);
        assertThat(told.charge()).isEqualTo(paid.charge());
        assertThat(told.refunded()).isEqualTo(-1);
        assertThat(news("charge.succeeded", paid.id()).getFirst()).isInstanceOf(News.Irrelevant.class);
    }

    @Test
    void a_reservation_given_back_has_to_be_looked_at() throws Exception {
        ProviderPayment held = pay("pm_card_visa", Taking.LATER);
        News.OfPayment reserved = (News.OfPayment)
                news("payment_intent.amount_capturable_updated", held.id()).getFirst();
        assertThat(Objects.requireNonNull(reserved.payment()).authorised()).isEqualTo(2000);
        assertThat(reserved.payment().standing()).isInstanceOf(Standing.Authorised.class);
        stripe.perform(Orders.release(held));
        News.OfPayment released =
                (News.OfPayment) news("payment_intent.canceled", held.id()).getFirst();
        assertThat(released.payment()).isNull();
    }

    @Test
    void refunds_have_to_be_looked_at() throws Exception {
        ProviderPayment paid = pay("pm_card_visa", Taking.AT_ONCE);
        rig.control("stripe/refund", "{\"id\":\"" + paid.id() + "\",\"amount\":200}");
        for (String type : List.of("refund.created", "charge.refunded")) {
            assertThat(news(type, paid.id()).getFirst())
                    .isInstanceOfSatisfying(
                            News.OfPayment.class,
                            news -> assertThat(news.payment()).isNull());
        }
    }

    @Test
    void a_dispute_is_told_with_what_was_taken_and_given_back() throws Exception {
        ProviderPayment paid = pay("pm_card_createDispute", Taking.AT_ONCE);
        String id = rig.getStripe("/v1/disputes?payment_intent=" + paid.id())
                .at("/data/0/id")
                .asString();
        ProviderDispute opened = dispute("charge.dispute.created", id);
        assertThat(opened.status()).isEqualTo(ProviderDispute.Status.NEEDS_RESPONSE);
        assertThat(opened.amount()).isEqualTo(2000);
        assertThat(opened.withdrawn()).isZero();
        assertThat(opened.payment()).isEqualTo(paid.id());
        assertThat(opened.evidenceBy()).isNotNull();
        ProviderDispute taken = dispute("charge.dispute.funds_withdrawn", id);
        assertThat(taken.withdrawn()).isEqualTo(2000);
        assertThat(taken.fee()).isEqualTo(1500);
        rig.control("stripe/win", "{\"id\":\"" + id + "\"}");
        ProviderDispute back = dispute("charge.dispute.funds_reinstated", id);
        assertThat(back.status()).isEqualTo(ProviderDispute.Status.WON);
        assertThat(back.reinstated()).isEqualTo(2000);
        assertThat(back.fee()).isZero();
    }

    private static ProviderDispute dispute(String type, String id) throws Exception {
        return ((News.OfDispute) news(type, id).getFirst()).dispute();
    }

    @Test
    void a_warning_of_fraud() throws Exception {
        ProviderPayment paid = pay("pm_card_createIssuerFraudWarning", Taking.AT_ONCE);
        JsonNode warning =
                rig.getStripe("/v1/radar/early_fraud_warnings?limit=1").at("/data/0");
        News.OfFraudWarning news = (News.OfFraudWarning)
                news("radar.early_fraud_warning.created", warning.get("id").asString())
                        .getFirst();
        assertThat(news.payment()).isEqualTo(paid.id());
        assertThat(news.charge()).isEqualTo(paid.charge());
        assertThat(news.type()).isEqualTo("made_with_stolen_card");
    }

    @Test
    void a_signature_is_good_for_five_minutes_either_way() throws Exception {
        StripePostbox postbox = new StripePostbox(List.of(new Secret(SECRET)));
        String body = "{\"object\":\"event\",\"id\":\"evt_1\",\"type\":\"x\",\"created\":1,"
                + "\"data\":{\"object\":{\"id\":\"x_1\",\"object\":\"x\"}}}";
        Instant now = Instant.ofEpochSecond(1_795_262_000);
        for (int seconds : new int[] {-300, 0, 300, -301, 301}) {
            String header = Webhook.Signature.generateSignatureHeader(body, SECRET, now.getEpochSecond() + seconds);
            Reading reading = postbox.read(name -> Optional.of(header), body.getBytes(StandardCharsets.UTF_8), now);
            assertThat(reading)
                    .as("%d s", seconds)
                    .isInstanceOf(Math.abs(seconds) <= 300 ? Reading.Genuine.class : Reading.Stale.class);
        }
    }
}
