package io.bursar.disputes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.payments.Shop;
import org.junit.jupiter.api.Test;

/** Disputes as Razorpay tells of them, over HTTP, from signature to books. */
class RazorpayDisputesTest extends DisputedShop {
    private static String upiDispute() {
        Reply asked = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("upi"))
                .form("amount=5000&currency=inr&payment_method_types[]=upi&payment_method_data[type]=upi&confirm=true"
                        + "&return_url=https://shop.example/back&receipt_email=asha@example.com"
                        + "&payment_method_data[billing_details][phone]=%2B919812345678")
                .expect(200);
        String order = shop.get("/v1/charges/" + asked.at("/latest_charge").asString())
                .expect(200)
                .at("/gateway_payment")
                .asString();
        String payment = shop.sandbox.callOrderPayments(order);
        shop.sandbox.control("razorpay/approve", "{\"id\":\"" + payment + "\"}");
        Shop.await("it is paid", () -> shop.status(asked.id()).equals("succeeded"));
        shop.sandbox.control("razorpay/dispute", "{\"id\":\"" + payment + "\"}");
        Shop.await("the dispute is known", () -> !of(asked.id()).isEmpty());
        return of(asked.id()).at("/0/id").asString();
    }

    @Test
    void razorpay_takes_the_money_when_a_dispute_is_lost() {
        String id = upiDispute();
        assertThat(status(id)).isEqualTo("needs_response");
        assertThat(moved(id)).isZero();
        String file = shop.post("/v1/files")
                .file("dispute_evidence", "proof.png", "image/png", new byte[] {
                    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'
                })
                .expect(200)
                .id();
        Reply given = act(id, "evidence[shipping_documentation]=" + file + "&evidence[uncategorized_text]=Sent.");
        assertThat(given.at("/status").asString()).as(given.text()).isEqualTo("under_review");
        shop.sandbox.control(
                "razorpay/lose_dispute",
                "{\"id\":\"" + get(id).at("/gateway_dispute").asString() + "\"}");
        Shop.await("it is lost", () -> status(id).equals("lost") && moved(id) == 1);
        assertThat(told(id))
                .containsExactly(
                        "charge.dispute.created",
                        "charge.dispute.updated",
                        "charge.dispute.updated",
                        "charge.dispute.funds_withdrawn",
                        "charge.dispute.closed");
    }

    @Test
    void razorpay_s_dispute_that_is_won_takes_nothing() {
        String id = upiDispute();
        shop.sandbox.control(
                "razorpay/win_dispute",
                "{\"id\":\"" + get(id).at("/gateway_dispute").asString() + "\"}");
        Shop.await("it is won", () -> status(id).equals("won"));
        assertThat(moved(id)).isZero();
    }
}
