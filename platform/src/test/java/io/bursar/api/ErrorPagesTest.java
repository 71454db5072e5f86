package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorPagesTest {
    private static final String WRITE = "bursar.docs.write";

    @Test
    void the_list_of_errors_is_up_to_date() throws IOException {
        Path file = Tidy.repositoryRoot().resolve("docs/generated/errors.md");
        if (Boolean.getBoolean(WRITE)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, markdown());
        }
        assertThat(file).exists();
        assertThat(Files.readString(file))
                .as(
                        "%s is made from ErrorCode. Write it again: mvn test -pl platform -am -Dtest=ErrorPagesTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        file, WRITE)
                .isEqualTo(markdown());
    }

    @Test
    void every_doc_url_leads_to_its_code() {
        String page = RunningBursar.shared()
                .get("/docs/errors")
                .without("Authorization")
                .send()
                .text();
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(page).contains("<dt id=\"" + code.text() + "\">");
        }
    }

    private static String markdown() {
        StringBuilder text = new StringBuilder("""
                # Errors

                Made from `ErrorCode`; a test fails when this page differs. An error is answered as
                `{"error":{"type", "code", "message", "param", "details", "doc_url", "request_id"}}`.

                | code | status | type | meaning |
                |---|---|---|---|
                """);
        for (ErrorCode code : ErrorCode.values()) {
            text.append("| <a id=\"%1$s\"></a>`%1$s` | %2$d | `%3$s` | %4$s |\n"
                    .formatted(code.text(), code.status(), code.type(), code.meaning()));
        }
        return text.toString();
    }
}
