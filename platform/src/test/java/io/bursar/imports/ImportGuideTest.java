package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.tidy.Tidy;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/guides/import.md shows is so. */
class ImportGuideTest {
    private static final Pattern QUERY = Pattern.compile("<<'SQL'[^\\n]*\\n(.*?)\\nSQL\\n", Pattern.DOTALL);

    private static String guide() throws Exception {
        return Files.readString(Tidy.repositoryRoot().resolve("docs/guides/import.md"));
    }

    @Test
    void the_guide_shows_the_usual_mapping() throws Exception {
        assertThat(guide())
                .as("docs/guides/import.md and platform/src/main/resources/imports/cards.properties")
                .contains("```properties\n" + Mapping.usualText() + "```");
    }

    @Test
    void its_query_over_the_log_finds_what_awk_computes() throws Exception {
        Matcher query = QUERY.matcher(guide());
        assertThat(query.find()).as("the guide has a query").isTrue();
        try (ImportedBook book = new ImportedBook()) {
            assertThat(book.importCards(Sample.FILE.toString()).status()).isZero();
            Map<String, Long> found = new TreeMap<>();
            book.superuser()
                    .sql(query.group(1))
                    .query((row, number) -> found.put(row.getString(1), row.getLong(2)))
                    .list();
            assertThat(found).isEqualTo(Sample.awk(Sample.FILE));
        }
    }
}
