package io.bursar;

import static org.assertj.core.api.Assertions.fail;

import io.bursar.tidy.Exemptions;
import io.bursar.tidy.Finding;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the budgets and bans of CONTRIBUTING.md over every module's sources. */
class TidyTest {
    @Test
    void the_sources_keep_the_rules_of_the_house() throws IOException {
        Path root = Tidy.repositoryRoot();
        String list = Files.readString(root.resolve("platform/src/test/resources/tidy/exemptions.txt"));
        List<Finding> findings = Exemptions.of(list).apply(Tidy.check(root));
        if (!findings.isEmpty()) {
            fail("%d places break the rules of CONTRIBUTING.md:%n%s"
                    .formatted(
                            findings.size(),
                            findings.stream().map(Finding::toString).collect(Collectors.joining("\n"))));
        }
    }
}
