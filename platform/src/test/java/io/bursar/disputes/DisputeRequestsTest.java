package io.bursar.disputes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Requests about disputes and files that cannot be granted. */
class DisputeRequestsTest extends DisputedShop {
    private record Wrong(String what, String path, String form, String code, String param) {}

    @TestFactory
    Stream<DynamicTest> what_cannot_be_is_refused_and_leaves_nothing_behind() {
        String id = withdrawn(disputed("pm_card_createDispute", ""));
        String url = "/v1/disputes/" + id;
        String long20 = "x".repeat(20_001);
        List<Wrong> all = List.of(
                new Wrong("no such evidence", url, "evidence[alibi]=x", "parameter_unknown", "evidence[alibi]"),
                new Wrong("evidence that is text", url, "evidence=x", "parameter_invalid", "evidence"),
                new Wrong(
                        "too long a text",
                        url,
                        "evidence[uncategorized_text]=" + long20,
                        "parameter_invalid",
                        "evidence[uncategorized_text]"),
                new Wrong("no such file", url, "evidence[receipt]=file_x", "resource_missing", "evidence[receipt]"),
                new Wrong(
                        "an id of something else",
                        url,
                        "evidence[receipt]=" + id,
                        "resource_missing",
                        "evidence[receipt]"),
                new Wrong(
                        "enhanced",
                        url,
                        "evidence[enhanced_evidence][a]=b",
                        "parameter_unknown",
                        "evidence[enhanced_evidence]"),
                new Wrong(
                        "a card number",
                        url,
                        "evidence[customer_name]=4242424242424242",
                        "card_number_refused",
                        "evidence[customer_name]"),
                new Wrong("submit maybe", url, "submit=maybe", "parameter_invalid", "submit"),
                new Wrong("nothing to submit", url, "submit=true", "parameter_missing", "evidence"),
                new Wrong(
                        "a name too long", url, "metadata[" + "n".repeat(41) + "]=x", "parameter_invalid", "metadata"),
                new Wrong(
                        "a value too long", url, "metadata[a]=" + "x".repeat(501), "parameter_invalid", "metadata[a]"),
                new Wrong("no such parameter", url, "amount=5", "parameter_unknown", "amount"),
                new Wrong("no such dispute", "/v1/disputes/du_nothing", "metadata[a]=b", "resource_missing", "id"),
                new Wrong("a charge", "/v1/disputes/ch_0000g00000000", "metadata[a]=b", "resource_missing", "id"),
                new Wrong("closing with words", url + "/close", "reason=tired", "parameter_unknown", "reason"),
                new Wrong(
                        "a file in a form",
                        "/v1/files",
                        "purpose=dispute_evidence",
                        "content_type_unsupported",
                        "Content-Type"));
        return all.stream().map(each -> DynamicTest.dynamicTest(each.what, () -> refused(each, url)));
    }

    private static void refused(Wrong wrong, String url) {
        String before = shop.get(url).expect(200).text();
        Reply reply = shop.post(wrong.path).form(wrong.form).send();
        assertThat(reply.status()).as(reply.text()).isIn(400, 404, 415);
        assertThat(reply.at("/error/code").asString()).as(reply.text()).isEqualTo(wrong.code);
        assertThat(reply.at("/error/param").asString()).isEqualTo(wrong.param);
        assertThat(shop.get(url).expect(200).text()).isEqualTo(before);
    }

    @Test
    void a_file_is_what_it_is_said_to_be() {
        byte[] pdf = PDF.getBytes(StandardCharsets.US_ASCII);
        shop.post("/v1/files")
                .file("business_logo", "a.pdf", "application/pdf", pdf)
                .send()
                .expectError(400, "parameter_invalid", "purpose");
        shop.post("/v1/files")
                .file("dispute_evidence", "a.exe", "application/pdf", new byte[] {'M', 'Z', 0})
                .send()
                .expectError(400, "parameter_invalid", "file");
        shop.post("/v1/files")
                .file("dispute_evidence", "a.pdf", "application/pdf", new byte[0])
                .send()
                .expectError(400, "parameter_invalid", "file");
        byte[] large = new byte[(5 << 20) + 1];
        System.arraycopy(pdf, 0, large, 0, pdf.length);
        shop.post("/v1/files")
                .file("dispute_evidence", "a.pdf", "application/pdf", large)
                .send()
                .expectError(400, "parameter_invalid", "file");
        shop.post("/v1/files")
                .file("dispute_evidence", "a.pdf", "application/pdf", new byte[6 << 20])
                .send()
                .expectError(413, "body_too_large", "body");
        String key = RunningBursar.unique("file");
        String id = shop.post("/v1/files")
                .key(key)
                .file("dispute_evidence", "../../a\u00e9.pdf", "text/plain", pdf)
                .expect(200)
                .id();
        Reply again = shop.post("/v1/files")
                .key(key)
                .file("dispute_evidence", "../../a\u00e9.pdf", "text/plain", pdf)
                .expect(200);
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.at("/filename").asString()).isEqualTo("a\u00e9.pdf");
        assertThat(again.at("/type").asString()).isEqualTo("pdf");
        shop.post("/v1/files")
                .key(key)
                .file(
                        "dispute_evidence",
                        "../../a\u00e9.pdf",
                        "text/plain",
                        (PDF + "!").getBytes(StandardCharsets.US_ASCII))
                .send()
                .expectError(400, "idempotency_key_reused", "file");
        assertThat(shop.get("/v1/files?limit=1").expect(200).at("/data/0/id").asString())
                .isEqualTo(id);
        assertThat(shop.get("/v1/files/" + id).expect(200).at("/size").asInt()).isEqualTo(PDF.length());
    }
}
