package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static String markdown() {
        StringBuilder text = new StringBuilder("""
                # Errors

                Made from `ErrorCode`; a test fails when this page differs. Each code has a page that says more, with
                when it happens, what to do and an example: `/docs/errors/{code}` of a running Bursar. An error is
                answered as `{"error":{"type", "code", "message", "param", "details", "doc_url", "request_id"}}`.

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
