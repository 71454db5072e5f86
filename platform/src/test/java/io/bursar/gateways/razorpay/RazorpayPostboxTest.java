package io.bursar.gateways.razorpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.gateways.News;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.gateways.Postbox.Reading;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.wire.Hmac;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Razorpay sends. */
class RazorpayPostboxTest {
    private static final Secret SECRET = new Secret("s3cret");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private final RazorpayPostbox postbox = new RazorpayPostbox(List.of(new Secret("older"), SECRET));

    /** As Razorpay publishes them with its own client. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "{\"a\":1,\"b\":2,\"c\":{\"d\":3}}; 123456;"
                        + " 2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc",
                "order_IEIaMR65cu6nz3|pay_IH4NVgf4Dreq1l; EnLs21M47BllR3X8PSFtjtbd;"
                        + " 0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f",
                "pay_IDZNwZZFtnjyym|sub_ID6MOhgkcoHj9I; EnLs21M47BllR3X8PSFtjtbd;"
                        + " 601f383334975c714c91a7d97dd723eb56520318355863dcf3821c0d07a17693",
                "plink_IH3cNucfVEgV68|TSsd1989|paid|pay_IH3d0ara9bSsjQ; EnLs21M47BllR3X8PSFtjtbd;"
                        + " 07ae18789e35093e51d0a491eb9922646f3f82773547e5b0f67ee3f2d3bf7d5b",
            })
    void published_signatures_are_ours(String message, String secret, String signature) {
        assertThat(Hmac.sign(new Secret(secret), message.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(signature);
    }

    private Reading read(String body, Map<String, String> headers, Instant now) {
        return postbox.read(name -> Optional.ofNullable(headers.get(name)), body.getBytes(StandardCharsets.UTF_8), now);
    }

    private static Map<String, String> signed(String body, Secret secret) {
        return Map.of(
                "x-razorpay-signature",
                Hmac.sign(secret, body.getBytes(StandardCharsets.UTF_8)),
                "x-razorpay-event-id",
                "ev_1");
    }

    private static String event(String type, String payload) {
        return "{\"entity\":\"event\",\"event\":\"" + type + "\",\"payload\":{" + payload + "},\"created_at\":"
                + NOW.getEpochSecond() + "}";
    }

    private static String payment(String status, String more) {
        return "\"payment\":{\"entity\":{\"id\":\"pay_1\",\"order_id\":\"order_1\",\"amount\":2000,"
                + "\"currency\":\"INR\",\"status\":\"" + status + "\",\"created_at\":1795262000,\"captured\":"
                + status.equals("captured") + ",\"notes\":{" + more + "},\"vpa\":\"a@b\"}}";
    }

    private News news(String body) {
        Reading reading = read(body, signed(body, SECRET), NOW);
        assertThat(reading).isInstanceOf(Reading.Genuine.class);
        return ((Reading.Genuine) reading).news();
    }

    @Test
    void a_captured_payment_tells_all_of_its_order() {
        News.OfPayment news =
                (News.OfPayment) news(event("payment.captured", payment("captured", "\"bursar_attempt\":\"att_1\"")));
        assertThat(news.object()).isEqualTo("order_1");
        assertThat(news.attempt()).isEqualTo("att_1");
        assertThat(Objects.requireNonNull(news.payment()).captured()).isEqualTo(2000);
        assertThat(news.payment().standing()).isEqualTo(new Standing.Captured());
        assertThat(news.payment().charge()).isEqualTo("pay_1");
    }

    @Test
    void a_failure_and_a_refund_have_to_be_looked_at() {
        assertThat(((News.OfPayment) news(event("payment.failed", payment("failed", "")))).payment())
                .isNull();
        assertThat(((News.OfPayment) news(event("refund.processed", payment("captured", "")))).payment())
                .isNull();
    }

    @Test
    void consents_disputes_and_set_ups() {
        String token = "\"token\":{\"entity\":{\"id\":\"token_1\"}}";
        assertThat(news(event("token.paused", token)))
                .isEqualTo(new News.OfMandate("token_1", MandateStatus.PAUSED, null));
        assertThat(news(event("token.cancelled", token)))
                .isEqualTo(new News.OfMandate("token_1", MandateStatus.ENDED, null));
        String setup = payment("authorized", "\"bursar_setup\":\"op_1\"");
        assertThat(news(event("payment.authorized", setup))).isInstanceOf(News.OfSetup.class);
        String dispute =
                payment("captured", "") + ",\"dispute\":{\"entity\":{\"id\":\"disp_1\",\"payment_id\":\"pay_1\","
                        + "\"amount\":2000,\"currency\":\"INR\",\"amount_deducted\":2000,\"reason_code\":\"fraud\","
                        + "\"status\":\"lost\",\"respond_by\":1795300000,\"created_at\":1795262000}}";
        ProviderDispute told = ((News.OfDispute) news(event("payment.dispute.lost", dispute))).dispute();
        assertThat(told.withdrawn()).isEqualTo(2000);
        assertThat(told.status()).isEqualTo(ProviderDispute.Status.LOST);
        assertThat(told.payment()).isEqualTo("order_1");
        assertThat(news(event("settlement.processed", "\"settlement\":{\"entity\":{\"id\":\"setl_1\"}}")))
                .isInstanceOf(News.Irrelevant.class);
    }

    @Test
    void what_is_forged_stale_or_unreadable() {
        String body = event("payment.captured", payment("captured", ""));
        assertThat(read(body, Map.of("x-razorpay-event-id", "ev_1"), NOW)).isInstanceOf(Reading.Forged.class);
        assertThat(read(body, signed(body, new Secret("other")), NOW)).isInstanceOf(Reading.Forged.class);
        assertThat(read(body + " ", signed(body, SECRET), NOW)).isInstanceOf(Reading.Forged.class);
        assertThat(read(body, signed(body, new Secret("older")), NOW)).isInstanceOf(Reading.Genuine.class);
        assertThat(read(body, signed(body, SECRET), NOW.plus(Duration.ofDays(16))))
                .isInstanceOf(Reading.Stale.class);
        Map<String, String> nameless =
                Map.of("x-razorpay-signature", signed(body, SECRET).get("x-razorpay-signature"));
        assertThat(read(body, nameless, NOW)).isInstanceOf(Reading.Unreadable.class);
        assertThat(read("[]", signed("[]", SECRET), NOW)).isInstanceOf(Reading.Unreadable.class);
        assertThat(new RazorpayPostbox(List.of())
                        .read(name -> Optional.of("x"), body.getBytes(StandardCharsets.UTF_8), NOW))
                .isInstanceOf(Reading.Forged.class);
    }
}
