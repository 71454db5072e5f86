package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;

/** A name that stands twice in a YAML file, as merges leave it, silently loses one of its two values. */
class YamlKeysTest {
    private static final List<String> FOLDERS = List.of("api", "deploy", ".github", "platform/src/main/resources");

    @TestFactory
    Stream<DynamicTest> no_name_stands_twice() throws IOException {
        Path root = Tidy.repositoryRoot();
        List<Path> files = FOLDERS.stream()
                .map(root::resolve)
                .filter(Files::isDirectory)
                .flatMap(YamlKeysTest::files)
                .sorted()
                .toList();
        assertThat(files)
                .contains(
                        root.resolve("api/openapi.yaml"),
                        root.resolve("platform/src/main/resources/reference/errors.yaml"));
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        root.relativize(file).toString(),
                        () -> assertThatCode(() -> load(Files.readString(file))).doesNotThrowAnyException()));
    }

    @Test
    void a_name_that_stands_twice_is_found() {
        assertThatThrownBy(() -> load("a: 1\nb:\n  c: 1\n  c: 2\n")).isInstanceOf(DuplicateKeyException.class);
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static void load(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        new Yaml(options).loadAll(text).forEach(document -> {});
    }
}
