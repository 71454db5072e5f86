package io.bursar.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.api.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What anybody without a key may read. */
class ReferenceTest {
    /** Operations that no gateway can do: there is no good answer to show. */
    private static final Set<String> ALWAYS_REFUSED = Set.of("cancelRefund");

    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"#]*|)(?:#([^\"]+))?\"");

    private final RunningBursar bursar = RunningBursar.shared();

    private Request get(String path) {
        return bursar.get(path).without("Authorization");
    }

    private String page(String path) {
        Reply reply = get(path).expect(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        return reply.text();
    }

    @Test
    void every_operation_has_a_section_with_its_request_and_its_answer() {
        List<Chapter> chapters = Chapter.read(bursar.bean(OpenApi.class).root());
        String start = page("/docs");
        long operations = 0;
        for (Chapter chapter : chapters) {
            String page = page(chapter.href());
            for (Operation operation : chapter.operations()) {
                operations++;
                assertThat(start).contains(chapter.href() + "#" + operation.id());
                assertThat(page).contains("id=\"" + operation.id() + "\"", operation.path());
                assertThat(operation.curl()).as("curl of %s", operation.id()).contains("curl");
                if (!ALWAYS_REFUSED.contains(operation.id())) {
                    assertThat(operation.example())
                            .as("answer of %s", operation.id())
                            .isNotBlank();
                }
            }
        }
        long documented = bursar.bean(OpenApi.class).root().at("paths").members().values().stream()
                .flatMap(path -> path.members().keySet().stream())
                .filter(List.of("get", "post", "put", "patch", "delete")::contains)
                .count();
        assertThat(operations).isEqualTo(documented);
    }

    @Test
    void each_error_code_has_a_page_where_doc_url_leads() {
        String list = page("/docs/errors");
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(list).contains("href=\"/docs/errors/" + code.text() + "\"");
            assertThat(page("/docs/errors/" + code.text()))
                    .contains(
                            "<code>" + code.text() + "</code>",
                            "When it happens",
                            "What to do",
                            "\"" + code.text() + "\"");
        }
    }

    @Test
    void each_error_code_is_explained_and_nothing_else_is() {
        Part entries = ErrorEntry.load();
        assertThat(entries.members().keySet())
                .as("codes in reference/errors.yaml")
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList());
        entries.members().forEach((code, entry) -> {
            for (String part : List.of("when", "fix", "message")) {
                assertThat(entry.at(part).text()).as("%s of %s", part, code).isNotBlank();
            }
        });
    }

    @Test
    void every_link_leads_somewhere() {
        Map<String, String> pages = bursar.bean(ReferencePages.class).all("/docs/reference.css");
        pages.forEach((path, page) -> LINK.matcher(page).results().forEach(link -> {
            String target = link.group(1).isEmpty() ? path : link.group(1);
            String anchor = link.group(2);
            if (anchor != null) {
                assertThat(pages.get(target)).as("%s on %s", link.group(), path).contains("id=\"" + anchor + "\"");
            } else if (!pages.containsKey(target)) {
                assertThat(target)
                        .as("a link on %s", path)
                        .isIn("/openapi.yaml", "/openapi.json", "/docs/reference.css");
            }
        }));
    }

    @Test
    void doc_url_of_an_answer_leads_to_a_page() {
        String url = get("/v1/chart").send().at("/error/doc_url").asString();
        assertThat(url).startsWith(bursar.url("").toString());
        assertThat(page(url.substring(bursar.url("").toString().length()))).contains("api_key_missing");
    }

    @Test
    void the_document_is_served_with_this_deployments_address() {
        Reply yaml = get("/openapi.yaml").expect(200);
        assertThat(yaml.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(yaml.text())
                .startsWith("openapi: 3.1.0")
                .contains("url: " + bursar.url(""))
                .doesNotContain("127.0.0.1:8780");
        Reply json = get("/openapi.json").expect(200);
        assertThat(json.at("/openapi").asString()).isEqualTo("3.1.0");
        assertThat(json.at("/info/version").asString()).isEqualTo("2026-11-21");
        assertThat(json.at("/paths").size()).isGreaterThan(20);
        assertThat(json.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void pages_run_nothing_and_load_nothing_from_elsewhere() {
        Reply page = get("/docs").expect(200);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "style-src 'self'");
        assertThat(page.text()).doesNotContain("<script", " style=", " onclick=");
        assertThat(get("/docs/reference.css").expect(200).header("Content-Type"))
                .isEqualTo("text/css;charset=utf-8");
    }

    @Test
    void a_page_that_did_not_change_is_not_sent_again() {
        String tag = get("/docs").expect(200).header("ETag");
        assertThat(tag).isNotNull();
        assertThat(get("/docs").header("If-None-Match", tag).expect(304).text()).isEmpty();
    }

    @Test
    void what_is_not_there_is_said_to_be_not_there() {
        get("/docs/errors/nothing").expect(404);
        get("/docs/nothing").expect(404);
        Reply posted = bursar.post("/docs").without("Authorization").expect(405);
        assertThat(posted.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(posted.header("Request-Id")).startsWith("req_");
    }

    @Test
    void text_of_the_document_cannot_become_markup() {
        assertThat(Prose.paragraphs("<b>a</b> & `<i>`\n\nsecond **one**"))
                .isEqualTo("<p>&lt;b&gt;a&lt;/b&gt; &amp; <code>&lt;i&gt;</code></p>\n"
                        + "<p>second <strong>one</strong></p>\n");
    }
}
