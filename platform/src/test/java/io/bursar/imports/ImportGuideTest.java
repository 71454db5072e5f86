package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.tidy.Tidy;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ImportGuideTest {
    @Test
    void the_guide_shows_the_usual_mapping() throws Exception {
        String guide = Files.readString(Tidy.repositoryRoot().resolve("docs/guides/import.md"));
        assertThat(guide)
                .as("docs/guides/import.md and platform/src/main/resources/imports/cards.properties")
                .contains("```properties\n" + Mapping.usualText() + "```");
    }
}
