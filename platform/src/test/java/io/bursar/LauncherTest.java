package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, in a repository of its own with a pretended Maven and JDK. */
class LauncherTest {
    @TempDir
    private Path repository = Path.of("");

    private record Run(int status, String output) {
        String lastLine() {
            return output.stripTrailing().lines().reduce("", (a, b) -> b);
        }
    }

    private Run bursar(Map<String, String> environment, String... arguments) throws Exception {
        Path script = repository.resolve("bursar");
        Files.copy(Tidy.repositoryRoot().resolve("bursar"), script);
        List<String> command = Stream.concat(Stream.of("bash", script.toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private Path program(String path, String script) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** A directory that looks like a JDK of a version. */
    private Path jdk(String name, String version) throws IOException {
        Path home = program(name + "/bin/javac", "exit 0").resolveSibling("..").normalize();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** Pretends a build of two modules: prints the JDK it was given, leaves reports, ends with a status. */
    private Map<String, String> pretendedBuild(int status, String failures) throws IOException {
        String report = "<testsuite name=\"A\" time=\"1\" tests=\"%s\" errors=\"%s\" skipped=\"%s\" failures=\"%s\">";
        program("bin/mvn", """
                echo "built with $JAVA_HOME: $*"
                for module in one two; do mkdir -p "%1$s/$module/target/surefire-reports"; done
                echo '<?xml version="1.0"?>
                %2$s' > "%1$s/one/target/surefire-reports/TEST-A.xml"
                echo '%3$s' > "%1$s/two/target/surefire-reports/TEST-B.xml"
                exit %4$d
                """.formatted(
                        repository,
                        report.formatted("7", "0", "0", "0"),
                        report.formatted("5", failures, "0", failures),
                        status));
        for (String module : List.of("one", "two")) {
            Files.createDirectories(repository.resolve(module));
        }
        return Map.of(
                "BURSAR_CHROMIUM",
                "/bin/true",
                "PATH",
                repository.resolve("bin") + ":" + System.getenv("PATH"),
                "JAVA_HOME",
                jdk("jdk", "25.0.3").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"up", "console", "import", "export", "verify", "doctor", "bench", "check", "test", "format"})
    void every_command_has_its_help(String command) throws Exception {
        Run run = bursar(Map.of(), command, "--help");
        assertThat(run.status()).isZero();
        assertThat(run.output()).startsWith("Usage: ./bursar " + command);
    }

    @Test
    void help_lists_the_commands_and_an_unknown_one_is_refused() throws Exception {
        assertThat(bursar(Map.of(), "help").output())
                .contains("./bursar up", "console", "import", "doctor", "bench", "check", "test");
        Files.delete(repository.resolve("bursar"));
        Run unknown = bursar(Map.of(), "down");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.output()).contains("there is no command 'down'");
    }

    @Test
    void tests_end_with_the_sum_of_all_reports() throws Exception {
        Run run = bursar(pretendedBuild(0, "0"), "test");
        assertThat(run.status()).isZero();
        assertThat(run.lastLine()).isEqualTo("12 passed, 0 failed");
        assertThat(run.output()).contains("verify");
    }

    @Test
    void tests_do_not_begin_without_the_browser_that_was_named() throws Exception {
        Map<String, String> environment = new HashMap<>(pretendedBuild(0, "0"));
        environment.put("BURSAR_CHROMIUM", "/nowhere/chromium");
        Run run = bursar(environment, "test");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("BURSAR_CHROMIUM names no program").doesNotContain("built with");
    }

    @Test
    void failures_and_errors_count_as_failed() throws Exception {
        Run run = bursar(pretendedBuild(1, "1"), "check");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lastLine()).isEqualTo("10 passed, 2 failed");
        assertThat(run.output()).contains("-DexcludedGroups=slow,long");
    }

    @Test
    void a_build_that_fails_without_a_failed_test_is_one_failure() throws Exception {
        Run run = bursar(pretendedBuild(1, "0"), "test", "--long");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lastLine()).isEqualTo("12 passed, 1 failed");
        assertThat(run.output()).contains("-Dbursar.long=true");
    }

    @Test
    void a_jdk_that_is_too_old_is_passed_over() throws Exception {
        Map<String, String> environment = new HashMap<>(pretendedBuild(0, "0"));
        environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
        environment.put("HOME", repository.toString());
        Run run = bursar(environment, "test");
        assertThat(run.status()).isZero();
        assertThat(run.output()).contains("built with /").doesNotContain("built with " + repository.resolve("old"));
    }
}
