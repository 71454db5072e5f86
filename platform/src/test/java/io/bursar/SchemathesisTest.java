package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.access.ApiKeys;
import io.bursar.api.Caller.Right;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests made up from {@code api/openapi.yaml} by Schemathesis, right ones and wrong ones, against a Bursar of their
 * own. No answer may be a server error, or one that the document does not know in status, type, headers or members;
 * what breaks a schema must be refused, as must whoever has no key, and a method that a route does not take. The tool
 * comes from PyPI by {@code .ci/install-schemathesis}; how it is set is in {@code .ci/schemathesis.toml}.
 *
 * <p>{@code -Dbursar.schemathesis.seconds=600} makes it look for longer, {@code -Dbursar.schemathesis.seed=7} repeats.
 */
@Tag("slow")
class SchemathesisTest {
    private static final Path ROOT = Tidy.repositoryRoot();
    private static final Path TARGET = ROOT.resolve("target");
    private static final Path PLACE = TARGET.resolve("schemathesis");

    @Test
    @Timeout(3_600)
    void no_made_up_request_is_answered_otherwise_than_documented() throws IOException, InterruptedException {
        long seed = Long.getLong(
                "bursar.schemathesis.seed", ThreadLocalRandom.current().nextInt(1 << 30));
        Files.createDirectories(TARGET);
        Outcome installed = run(List.of(ROOT.resolve(".ci/install-schemathesis").toString(), PLACE.toString()), "", "");
        assertThat(installed.status())
                .as("installing Schemathesis needs Python 3.11 with venv, and PyPI:%n%s", installed.output())
                .isZero();
        try (RunningBursar bursar = RunningBursar.startOwn()) {
            ApiKeys keys = bursar.bean(ApiKeys.class);
            // The document's examples name the first few keys, and are tried.
            for (int i = 0; i < 20; i++) {
                keys.create("one that may be revoked", EnumSet.of(Right.CHART_READ));
            }
            String key = keys.create("schemathesis", EnumSet.allOf(Right.class)).reveal();
            Outcome outcome = run(
                    List.of(
                            PLACE.resolve("bin/schemathesis").toString(),
                            "--config-file",
                            ROOT.resolve(".ci/schemathesis.toml").toString(),
                            "run",
                            ROOT.resolve("api/openapi.yaml").toString(),
                            "--seed",
                            String.valueOf(seed),
                            "--max-time",
                            String.valueOf(Integer.getInteger("bursar.schemathesis.seconds", 40))),
                    bursar.url("").toString(),
                    key);
            System.out.println(outcome.output());
            assertThat(outcome.status())
                    .as("Schemathesis with the seed %s says:%n%s", seed, outcome.output())
                    .isZero();
            assertThat(bursar.get("/v1/api_keys/current").bearer(key).send().status())
                    .as("the key still opens, so that requests were not refused for want of it")
                    .isEqualTo(200);
        }
    }

    private record Outcome(int status, String output) {}

    private static Outcome run(List<String> command, String url, String key) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(TARGET.toFile()).redirectErrorStream(true);
        builder.environment().put("BURSAR_URL", url);
        builder.environment().put("BURSAR_KEY", key);
        builder.environment().put("COLUMNS", "120");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
