package io.bursar.judges;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** stripe-node and Stripe's command line, each as a program of its own. Left out, and told, where there is no Node. */
@Tag("slow")
@Tag("node")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeClientsTest {
    private static final Path NODE = Court.TARGET.resolve("judge-node");
    private Court court;

    @BeforeAll
    void open() throws Exception {
        court = Court.open();
    }

    @AfterAll
    void close() throws Exception {
        court.close();
    }

    @Test
    void stripe_node() throws Exception {
        install();
        court.succeeds("stripe-node", NODE, "node", "judge.mjs");
    }

    private void install() throws Exception {
        court.succeeds(
                "installing it (Node 20 with npm, and its registry)",
                Court.TARGET,
                Court.PROGRAMS.resolve("install-node").toString(),
                NODE.toString());
    }

    @TestFactory
    Stream<DynamicTest> the_command_line_triggers() throws Exception {
        install();
        Path program = NODE.resolve("node_modules/@stripe/cli-linux-x64/bin/stripe");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return Dialect.TRIGGERS.stream()
                .map(event -> DynamicTest.dynamicTest(event, () -> {
                    List<String> command = new ArrayList<>(List.of(program.toString(), "trigger", event));
                    command.addAll(List.of("--api-base", court.bursar().url("").toString()));
                    command.addAll(List.of("--api-key", court.bursar().keyInTheClear()));
                    court.succeeds("stripe trigger " + event, NODE, command.toArray(String[]::new));
                }));
    }
}
