package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bursar.sandbox.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Razorpay's routes over HTTP: UPI from order to settlement. */
class RazorpayTest {
    /** The members of a UPI payment in Razorpay's published sample. */
    private static final Set<String> PAYMENT = Set.of(
            "id",
            "entity",
            "amount",
            "currency",
            "status",
            "order_id",
            "invoice_id",
            "international",
            "method",
            "amount_refunded",
            "refund_status",
            "captured",
            "description",
            "card_id",
            "bank",
            "wallet",
            "vpa",
            "email",
            "contact",
            "notes",
            "fee",
            "tax",
            "error_code",
            "error_description",
            "error_source",
            "error_step",
            "error_reason",
            "acquirer_data",
            "created_at",
            "upi");

    private static final Set<String> RECON_ROW = Set.of(
            "entity_id",
            "type",
            "debit",
            "credit",
            "amount",
            "currency",
            "fee",
            "tax",
            "on_hold",
            "settled",
            "created_at",
            "settled_at",
            "settlement_id",
            "posted_at",
            "credit_type",
            "description",
            "notes",
            "payment_id",
            "settlement_utr",
            "order_id",
            "order_receipt",
            "method",
            "card_network",
            "card_issuer",
            "card_type",
            "dispute_id");

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private record Answer(int status, JsonObject body) {
        String text(String name) {
            return body.get(name).getAsString();
        }

        long number(String name) {
            return body.get(name).getAsLong();
        }

        String error() {
            return body.getAsJsonObject("error").get("description").getAsString();
        }
    }

    private Answer call(String method, String path, String json, String... headers) throws Exception {
        String basic = Base64.getEncoder().encodeToString(SandboxOptions.RAZORPAY_KEY.getBytes(StandardCharsets.UTF_8));
        java.net.http.HttpRequest.Builder request = rig.at(path)
                .header("Authorization", "Basic " + basic)
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = rig.raw(request);
        return new Answer(
                answer.statusCode(), JsonParser.parseString(answer.body()).getAsJsonObject());
    }

    private String order(String more) throws Exception {
        Answer order =
                call("POST", "/v1/orders", "{\"amount\":50000,\"currency\":\"INR\",\"receipt\":\"r1\"" + more + "}");
        assertThat(order.status()).as(order.body().toString()).isEqualTo(200);
        return order.text("id");
    }

    private String pay(String order, String vpa) throws Exception {
        Answer made = call(
                "POST",
                "/v1/payments/create/upi",
                "{\"amount\":50000,\"currency\":\"INR\",\"order_id\":\"" + order + "\",\"email\":\"a@example.com\","
                        + "\"contact\":\"9000090000\",\"method\":\"upi\",\"upi\":{\"flow\":\"intent\"" + vpa + "}}");
        assertThat(made.status()).as(made.body().toString()).isEqualTo(200);
        assertThat(made.text("link")).startsWith("upi://pay?pa=").contains("am=500.00&cu=INR");
        return made.text("razorpay_payment_id");
    }

    private String act(String verb, String id) throws Exception {
        return rig.control("razorpay/" + verb, "{\"id\":\"" + id + "\"}").text("status");
    }

    private Answer payment(String id) throws Exception {
        return call("GET", "/v1/payments/" + id, "");
    }

    @Test
    void an_intent_is_approved_captured_and_refunded() throws Exception {
        String order = order("");
        String id = pay(order, "");
        assertThat(payment(id).text("status")).isEqualTo("created");
        assertThat(payment(id).body().keySet()).containsExactlyInAnyOrderElementsOf(PAYMENT);
        Rig.Reply approved = rig.control("razorpay/approve", "{\"id\":\"" + id + "\"}");
        assertThat(approved.text("status")).isEqualTo("authorized");
        assertThat(approved.text("razorpay_signature"))
                .isEqualTo(hmac((order + "|" + id).getBytes(StandardCharsets.UTF_8), "bursar_sandbox_secret"));
        String capture = "/v1/payments/" + id + "/capture";
        assertThat(call("POST", capture, "{\"amount\":40000,\"currency\":\"INR\"}")
                        .error())
                .contains("equal to the amount authorized");
        assertThat(call("POST", capture, "{\"amount\":50000,\"currency\":\"INR\"}")
                        .text("status"))
                .isEqualTo("captured");
        assertThat(call("POST", capture, "{\"amount\":50000,\"currency\":\"INR\"}")
                        .error())
                .contains("already been captured");
        assertThat(payment(id).number("fee")).isEqualTo(1180);
        assertThat(payment(id).number("tax")).isEqualTo(180);
        assertThat(call("GET", "/v1/orders/" + order, "").text("status")).isEqualTo("paid");
        assertThat(call("GET", "/v1/orders?receipt=r1", "").number("count")).isEqualTo(1);
        String refund = "/v1/payments/" + id + "/refund";
        Answer first = call("POST", refund, "{\"amount\":20000}", "X-Refund-Idempotency", "refund-key-1");
        assertThat(call("POST", refund, "{\"amount\":20000}", "X-Refund-Idempotency", "refund-key-1")
                        .text("id"))
                .isEqualTo(first.text("id"));
        assertThat(call("POST", refund, "{\"amount\":10000}", "X-Refund-Idempotency", "refund-key-1")
                        .status())
                .isEqualTo(400);
        assertThat(call("POST", refund, "{\"amount\":30001}").status()).isEqualTo(400);
        assertThat(call("POST", refund, "{\"speed\":\"optimum\"}").text("status"))
                .isEqualTo("processed");
        assertThat(call("GET", "/v1/payments/" + id + "/refunds", "").number("count"))
                .isEqualTo(2);
        assertThat(rig.book(id).number("refunded")).isEqualTo(50000);
        assertThat(rig.book(id).number("authorisations")).isEqualTo(1);
    }

    @Test
    void payers_refuse_wait_too_long_or_are_late() throws Exception {
        String order = order(",\"payment_capture\":true");
        String refused = pay(order, ",\"vpa\":\"failure@razorpay\"");
        assertThat(payment(refused).text("error_code")).isEqualTo("BAD_REQUEST_ERROR");
        String slow = pay(order, "");
        rig.advance("PT11M");
        assertThat(payment(slow).text("status")).isEqualTo("failed");
        assertThat(act("authorize_late", slow)).as("failed, then captured").isEqualTo("captured");
        assertThat(rig.book(slow).number("captured")).isEqualTo(50000);
        String other = order(",\"payment_capture\":true");
        rig.control("faults", "{\"kind\":\"late_success\",\"delay_ms\":60000,\"nth\":1,\"path\":\"/v1/payments/*\"}");
        String late = pay(other, ",\"vpa\":\"success@razorpay\"");
        assertThat(payment(late).text("status")).isEqualTo("failed");
        rig.advance("PT2M");
        assertThat(payment(late).text("status")).isEqualTo("captured");
    }

    @Test
    void what_nobody_captures_goes_back() throws Exception {
        String id = pay(order(""), ",\"vpa\":\"success@razorpay\"");
        rig.advance("P2DT23H");
        assertThat(payment(id).text("status")).isEqualTo("authorized");
        rig.advance("PT2H");
        assertThat(payment(id).text("status")).isEqualTo("refunded");
        assertThat(payment(id).body().get("captured").getAsBoolean()).isFalse();
        assertThat(rig.book(id).number("released")).isEqualTo(50000);
        assertThat(rig.book(id).number("captured")).isZero();
    }

    @Test
    void codes_are_scanned() throws Exception {
        Answer code = call(
                "POST",
                "/v1/payments/qr_codes",
                "{\"type\":\"upi_qr\",\"usage\":\"single_use\",\"fixed_amount\":true,\"payment_amount\":30000}");
        String id = code.text("id");
        HttpResponse<String> page = rig.raw(rig.at("/_sandbox/upi/" + id));
        assertThat(page.body()).contains("300.00", "<html lang=\"en\">");
        HttpResponse<String> paid = rig.raw(rig.at("/_sandbox/upi/" + id)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("verdict=approve")));
        assertThat(paid.statusCode()).isEqualTo(200);
        Answer after = call("GET", "/v1/payments/qr_codes/" + id, "");
        assertThat(after.text("status")).isEqualTo("closed");
        assertThat(after.number("payments_amount_received")).isEqualTo(30000);
        assertThat(call("GET", "/v1/payments/qr_codes/" + id + "/payments", "").number("count"))
                .isEqualTo(1);
    }

    @Test
    void a_consent_is_given_told_of_and_debited() throws Exception {
        String customer = call("POST", "/v1/customers", "{\"name\":\"Ada\"}").text("id");
        String first = order(",\"payment_capture\":true,\"customer_id\":\"" + customer
                + "\",\"token\":{\"max_amount\":100000,\"frequency\":\"monthly\"}");
        pay(first, ",\"vpa\":\"success@razorpay\"");
        JsonObject token = call("GET", "/v1/customers/" + customer + "/tokens", "")
                .body()
                .getAsJsonArray("items")
                .get(0)
                .getAsJsonObject();
        assertThat(token.getAsJsonObject("recurring_details").get("status").getAsString())
                .isEqualTo("confirmed");
        String id = token.get("id").getAsString();
        Answer tooSoon = call(
                "POST",
                "/v1/orders",
                "{\"amount\":50000,\"currency\":\"INR\",\"notification\":{\"token_id\":\"" + id
                        + "\",\"payment_after\":" + (Rig.MONDAY_MS / 1000 + 3600) + "}}");
        assertThat(tooSoon.status()).isEqualTo(400);
        String order = order(",\"payment_capture\":true,\"notification\":{\"token_id\":\"" + id + "\"}");
        String debit = call(
                        "POST",
                        "/v1/payments/create/recurring",
                        "{\"amount\":50000,\"currency\":\"INR\",\"order_id\":\"" + order + "\",\"email\":\"a@b.c\","
                                + "\"contact\":\"9\",\"customer_id\":\"" + customer + "\",\"token\":\"" + id
                                + "\",\"recurring\":\"1\"}")
                .text("razorpay_payment_id");
        rig.advance("PT24H");
        assertThat(payment(debit).text("status")).isEqualTo("created");
        rig.advance("PT2H");
        assertThat(payment(debit).text("status")).isEqualTo("captured");
        assertThat(call("PUT", "/v1/customers/" + customer + "/tokens/" + id + "/cancel", "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_is_settled_is_reported() throws Exception {
        String id = pay(order(",\"payment_capture\":true"), ",\"vpa\":\"success@razorpay\"");
        call("POST", "/v1/payments/" + id + "/refund", "{\"amount\":10000}");
        rig.advance("P3D");
        JsonObject settlement = call("GET", "/v1/settlements", "")
                .body()
                .getAsJsonArray("items")
                .get(0)
                .getAsJsonObject();
        assertThat(settlement.get("amount").getAsLong()).isEqualTo(50000 - 1180 - 10000);
        JsonArray rows = call("GET", "/v1/settlements/recon/combined?year=2026&month=01", "")
                .body()
                .getAsJsonArray("items");
        assertThat(rows).hasSize(2);
        long sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            JsonObject row = rows.get(i).getAsJsonObject();
            assertThat(row.keySet()).containsExactlyInAnyOrderElementsOf(RECON_ROW);
            assertThat(row.get("settlement_utr")).isEqualTo(settlement.get("utr"));
            sum += row.get("credit").getAsLong() - row.get("debit").getAsLong();
        }
        assertThat(sum).isEqualTo(settlement.get("amount").getAsLong());
        assertThat(call("GET", "/v1/settlements/recon/combined?year=2026&month=13", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void webhooks_are_signed_and_numbered() throws Exception {
        rig.control("razorpay/webhooks", "{\"url\":\"" + rig.mailbox() + "\",\"secret\":\"whsecret\"}");
        String id = pay(order(",\"payment_capture\":true"), ",\"vpa\":\"success@razorpay\"");
        List<String> types = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpRequest mail = rig.nextMail();
            assertThat(mail.headerOrEmpty("X-Razorpay-Signature")).isEqualTo(hmac(mail.body(), "whsecret"));
            assertThat(mail.headerOrEmpty("x-razorpay-event-id")).hasSize(14);
            JsonObject event = JsonParser.parseString(mail.bodyText()).getAsJsonObject();
            assertThat(event.getAsJsonObject("payload")
                            .getAsJsonObject("payment")
                            .getAsJsonObject("entity")
                            .get("id")
                            .getAsString())
                    .isEqualTo(id);
            types.add(event.get("event").getAsString());
        }
        assertThat(types).containsExactlyInAnyOrder("payment.authorized", "payment.captured", "order.paid");
    }

    @Test
    void wrong_requests_are_told_what_is_wrong() throws Exception {
        assertThat(call("POST", "/v1/orders", "{\"amount\":50,\"currency\":\"INR\"}")
                        .error())
                .contains("INR 1.00");
        assertThat(call("POST", "/v1/orders", "{\"amount\":5000.5,\"currency\":\"INR\"}")
                        .error())
                .contains("integer");
        assertThat(call("POST", "/v1/orders", "{\"amount\":5000,\"currency\":\"USD\"}")
                        .status())
                .isEqualTo(400);
        assertThat(call("POST", "/v1/orders", "{\"amount\":5000,").status()).isEqualTo(400);
        assertThat(call("POST", "/v1/orders", "{\"amount\":5000,\"currency\":\"INR\",\"colour\":1}")
                        .error())
                .contains("colour");
        assertThat(payment("pay_no").error()).isEqualTo("The id provided does not exist");
        assertThat(call("GET", "/v1/nothing", "").status()).isEqualTo(400);
        String wrong = Base64.getEncoder().encodeToString("rzp_test_x:y".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> stranger = rig.raw(rig.at("/v1/orders").header("Authorization", "Basic " + wrong));
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("Authentication failed");
        assertThat(call(
                                "POST",
                                "/v1/payments/create/upi",
                                "{\"amount\":50000,\"currency\":\"INR\",\"order_id\":\"" + order("")
                                        + "\",\"email\":\"a@b.c\",\"contact\":\"9\",\"method\":\"upi\","
                                        + "\"upi\":{\"flow\":\"collect\"}}")
                        .error())
                .contains("Collect");
        rig.control("faults", "{\"kind\":\"error_after\",\"nth\":1,\"player\":\"razorpay\"}");
        assertThat(call("POST", "/v1/orders", "{\"amount\":5000,\"currency\":\"INR\"}")
                        .status())
                .isEqualTo(500);
        assertThat(call("GET", "/v1/orders", "").number("count"))
                .as("executed all the same")
                .isEqualTo(2);
    }

    private static String hmac(byte[] message, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(message));
    }
}
