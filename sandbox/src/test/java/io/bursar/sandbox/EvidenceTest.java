package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.stripe.StripeClient;
import com.stripe.model.File;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.FileCreateParams;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as evidence in disputes, at both providers; and how disputes go at Razorpay. */
class EvidenceTest {
    /** The members in Razorpay's published sample. */
    private static final Set<String> DISPUTE = Set.of(
            "id",
            "entity",
            "payment_id",
            "amount",
            "currency",
            "amount_deducted",
            "reason_code",
            "respond_by",
            "status",
            "phase",
            "created_at",
            "evidence");

    private static final Set<String> EVIDENCE = Set.of(
            "amount",
            "summary",
            "shipping_proof",
            "billing_proof",
            "cancellation_proof",
            "customer_communication",
            "proof_of_service",
            "explanation_letter",
            "refund_confirmation",
            "access_activity_log",
            "refund_cancellation_policy",
            "term_and_conditions",
            "others",
            "submitted_at");

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static byte[] anything() {
        byte[] bytes = new byte[70_000];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    @Test
    void stripes_own_client_uploads_a_file_and_gives_it_as_evidence(@TempDir Path directory) throws Exception {
        StripeClient stripe = StripeClient.builder()
                .setApiKey(SandboxOptions.STRIPE_KEY)
                .setApiBase(rig.address())
                .setFilesBase(rig.address())
                .setMaxNetworkRetries(0)
                .build();
        byte[] bytes = anything();
        File file = stripe.v1()
                .files()
                .create(FileCreateParams.builder()
                        .setPurpose(FileCreateParams.Purpose.DISPUTE_EVIDENCE)
                        .setFile(java.nio.file.Files.write(directory.resolve("receipt.png"), bytes)
                                .toFile())
                        .build());
        assertThat(file.getSize()).isEqualTo(bytes.length);
        assertThat(rig.get("/v1/files/" + file.getId()).text("type")).isEqualTo("png");
        HttpResponse<byte[]> content;
        try (java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient()) {
            content = http.send(
                    rig.at("/v1/files/" + file.getId() + "/contents")
                            .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
        assertThat(content.body()).isEqualTo(bytes);
        rig.pay("pm_card_createDispute", "");
        String dispute = rig.get("/v1/disputes")
                .body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        Rig.Reply unknown = rig.post("/v1/disputes/" + dispute, "evidence[receipt]=file_nobody");
        assertThat(unknown.error().get("param").getAsString()).isEqualTo("evidence[receipt]");
        var updated = stripe.v1()
                .disputes()
                .update(
                        dispute,
                        DisputeUpdateParams.builder()
                                .setEvidence(DisputeUpdateParams.Evidence.builder()
                                        .setReceipt(file.getId())
                                        .build())
                                .build());
        assertThat(updated.getEvidence().getReceipt()).isEqualTo(file.getId());
        assertThat(updated.getStatus()).isEqualTo("under_review");
    }

    private Rig.Reply upload(String path, String type) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--edge\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\ndispute_evidence\r\n"
                        + "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bill.x\"\r\n"
                        + "Content-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(anything());
        body.writeBytes("\r\n--edge--\r\n".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = rig.raw(rig.asMerchant(path)
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
        return new Rig.Reply(answer.statusCode(), json, answer);
    }

    private String disputed() throws Exception {
        String payment = rig.upi(rig.order(",\"payment_capture\":true")).text("razorpay_payment_id");
        rig.control("razorpay/approve", "{\"id\":\"" + payment + "\"}");
        return rig.control("razorpay/dispute", "{\"id\":\"" + payment + "\"}").text("id");
    }

    @Test
    void a_dispute_at_razorpay_is_contested_with_documents() throws Exception {
        rig.control("razorpay/webhooks", "{\"url\":\"" + rig.mailbox() + "\",\"secret\":\"s\"}");
        String id = disputed();
        Rig.Reply open = rig.razorpay("GET", "/v1/disputes/" + id, "");
        assertThat(open.body().keySet()).containsExactlyInAnyOrderElementsOf(DISPUTE);
        assertThat(open.body().getAsJsonObject("evidence").keySet()).containsExactlyInAnyOrderElementsOf(EVIDENCE);
        String contest = "/v1/disputes/" + id + "/contest";
        assertThat(rig.razorpay("PATCH", contest, "{\"action\":\"submit\"}").status())
                .as("without a document")
                .isEqualTo(400);
        assertThat(rig.razorpay("PATCH", contest, "{\"billing_proof\":[\"doc_nobody\"]}")
                        .status())
                .isEqualTo(400);
        assertThat(rig.razorpay("PATCH", contest, "{\"amount\":50001}").status())
                .isEqualTo(400);
        assertThat(upload("/v1/documents", "text/plain").status()).isEqualTo(400);
        String document = upload("/v1/documents", "application/pdf").text("id");
        assertThat(rig.razorpay("GET", "/v1/documents/" + document, "").number("size"))
                .isEqualTo(70_000);
        Rig.Reply draft = rig.razorpay(
                "PATCH",
                contest,
                "{\"summary\":\"delivered\",\"amount\":45000,\"billing_proof\":[\"" + document + "\"]}");
        assertThat(draft.text("status")).isEqualTo("open");
        assertThat(rig.razorpay("PATCH", contest, "{\"action\":\"submit\"}").text("status"))
                .isEqualTo("under_review");
        assertThat(rig.razorpay("POST", "/v1/disputes/" + id + "/accept", "{}").status())
                .isEqualTo(400);
        assertThat(rig.control("razorpay/win_dispute", "{\"id\":\"" + id + "\"}")
                        .number("amount_deducted"))
                .as("what was not contested")
                .isEqualTo(5000);
        Rig.await("all told", () -> rig.mailWaiting() == 6);
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            told.append(rig.nextMail().bodyText());
        }
        assertThat(told)
                .contains("payment.dispute.created", "payment.dispute.under_review", "payment.dispute.won")
                .contains("\"contains\":[\"payment\",\"dispute\"]");
    }

    @Test
    void a_lost_dispute_is_deducted_and_settled() throws Exception {
        rig.order("");
        String lost = disputed();
        String late = disputed();
        String payment =
                rig.razorpay("POST", "/v1/disputes/" + lost + "/accept", "").text("payment_id");
        assertThat(rig.book(payment).number("disputed")).isEqualTo(50000);
        assertThat(rig.razorpay("POST", "/v1/payments/" + payment + "/refund", "{\"amount\":100}")
                        .status())
                .isEqualTo(400);
        rig.advance("P8D");
        assertThat(rig.razorpay("GET", "/v1/disputes/" + late, "").text("status"))
                .as("nobody answered in time")
                .isEqualTo("lost");
        for (int i = 0; i < 4; i++) {
            String more = rig.upi(rig.order(",\"payment_capture\":true")).text("razorpay_payment_id");
            rig.control("razorpay/approve", "{\"id\":\"" + more + "\"}");
        }
        rig.advance("P4D");
        Rig.Reply recon = rig.razorpay("GET", "/v1/settlements/recon/combined?year=2026&month=1&count=100", "");
        assertThat(recon.body().toString())
                .contains("\"type\":\"adjustment\"")
                .contains("\"dispute_id\":\"" + lost + "\"")
                .contains("\"dispute_id\":\"" + late + "\"");
    }
}
