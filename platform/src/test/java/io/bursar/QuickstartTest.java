package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command of the section "Quickstart" of README.md and of the guides about taking payments, as they stand
 * there, in one shell against a Bursar that was just started with its sandbox. The convention:
 *
 * <ul>
 *   <li>Commands are in {@code ```sh} blocks, of README.md between the heading {@code ## Quickstart} and the next
 *       {@code ## }. A command goes over several lines by backslashes or open quotes, as in any shell.
 *   <li>{@code git clone …}, {@code cd …} and {@code ./bursar up} are what brought the reader here and are left out.
 *       Any other {@code ./bursar …} runs this build's program, without building.
 *   <li>{@code export BURSAR_KEY=…} gets the real key. Nothing else is replaced, unless port 8780 is taken on the
 *       machine that runs the test.
 *   <li>Each command must end with status 0 and print something, or assign a variable that is not empty. What it prints
 *       may not contain {@code "error"}, unless the line before it is {@code # refused}: then it must.
 * </ul>
 */
@Tag("slow")
@Timeout(180)
class QuickstartTest {
    private static final int PORT = 8780;
    private static final String MARK = "\u001e";
    private static final int COMMANDS_MIN = 5;
    private static final List<String> GUIDES = List.of("docs/guides/payments.md", "docs/guides/saved-methods.md");

    /** One command and whether its answer is an error. */
    private record Step(String command, Expected expected) {
        enum Expected {
            SUCCESS,
            REFUSAL
        }
    }

    @TempDir
    Path home;

    @TempDir
    Path place;

    @Test
    void every_command_of_the_quickstart_and_the_guides_works_as_it_stands() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        String port = isFree() ? String.valueOf(PORT) : "0";
        try (BursarProcess bursar = BursarProcess.start(environment(), "up", "--port", port)) {
            String address = bursar.await("Bursar is up at http://(\\S+)").group(1);
            String key = bursar.await("export BURSAR_KEY=(\\w+)").group(1);
            List<Step> steps = steps(read("README.md").replace("127.0.0.1:" + PORT, address), "## Quickstart");
            assertThat(steps).as("commands in README.md").hasSizeGreaterThanOrEqualTo(COMMANDS_MIN);
            for (String guide : GUIDES) {
                List<Step> own = steps(read(guide), "");
                assertThat(own).as("commands in " + guide).isNotEmpty();
                steps.addAll(own);
            }
            List<String> outputs = run(steps, key);
            for (int i = 0; i < steps.size(); i++) {
                check(steps.get(i), outputs.get(i));
            }
        }
    }

    private Map<String, String> environment() {
        return Map.of(
                "BURSAR_HOME",
                home.toString(),
                "JDK_JAVA_OPTIONS",
                "\"-Dbursar.sandbox.classpath=" + System.getProperty("java.class.path") + "\"");
    }

    private static String read(String document) throws IOException {
        return Files.readString(Tidy.repositoryRoot().resolve(document));
    }

    private static void check(Step step, String output) {
        boolean setsVariable = step.command().matches("(?s)(export )?\\w+=.*");
        assertThat(setsVariable || !output.isBlank())
                .as("%s printed nothing", step.command())
                .isTrue();
        assertThat(output.contains("\"error\""))
                .as("%s was answered %s", step.command(), output)
                .isEqualTo(step.expected() == Step.Expected.REFUSAL);
    }

    /** What each command printed; fails at the first that fails. */
    private List<String> run(List<Step> steps, String key) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -eu -o pipefail\n");
        for (Step step : steps) {
            String command = step.command().replaceAll("^export BURSAR_KEY=.*", "export BURSAR_KEY=" + key);
            script.append(command).append('\n');
            if (command.matches("(?s)\\w+=.*")) {
                script.append("test -n \"$")
                        .append(command, 0, command.indexOf('='))
                        .append("\"\n");
            }
            script.append("printf '").append(MARK).append("'\n");
        }
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script.toString())
                .directory(placeWithLauncher().toFile())
                .redirectErrorStream(true);
        builder.environment().put("BURSAR_HOME", home.toString());
        builder.environment().remove("BURSAR_DATABASE_URL");
        Process shell = builder.start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> outputs = List.of(output.split(MARK, -1));
        int status = shell.waitFor();
        assertThat(status)
                .as(
                        "%s failed: %s",
                        steps.get(Math.min(outputs.size(), steps.size()) - 1).command(), outputs.getLast())
                .isZero();
        return outputs;
    }

    /** A directory in which {@code ./bursar} is the program under test. */
    private Path placeWithLauncher() throws IOException {
        Path launcher = place.resolve("bursar");
        String words =
                BursarProcess.program().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Files.writeString(launcher, "#!/bin/sh\nexec " + words + " \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return place;
    }

    /** @param heading of the section that has them; empty: all do */
    private static List<Step> steps(String document, String heading) throws IOException, InterruptedException {
        List<Step> steps = new ArrayList<>();
        boolean inSection = heading.isEmpty();
        boolean inBlock = false;
        StringBuilder command = new StringBuilder();
        Step.Expected expected = Step.Expected.SUCCESS;
        for (String line : document.lines().toList()) {
            if (!inBlock && line.startsWith("## ")) {
                inSection = heading.isEmpty() || line.equals(heading);
            } else if (inSection && line.startsWith("```")) {
                inBlock = line.equals("```sh");
            } else if (inSection && inBlock && command.isEmpty() && line.startsWith("#")) {
                expected = line.equals("# refused") ? Step.Expected.REFUSAL : expected;
            } else if (inSection && inBlock) {
                command.append(line);
                if (isWhole(command.toString())) {
                    add(steps, new Step(command.toString(), expected));
                    command.setLength(0);
                    expected = Step.Expected.SUCCESS;
                } else {
                    command.append('\n');
                }
            }
        }
        assertThat(command.toString()).as("the last command is whole").isBlank();
        return steps;
    }

    private static void add(List<Step> steps, Step step) {
        if (!step.command().isBlank() && !step.command().matches("git clone .*|cd .*|\\./bursar up")) {
            steps.add(step);
        }
    }

    /** Whether the shell needs no further line. */
    private static boolean isWhole(String command) throws IOException, InterruptedException {
        if (command.endsWith("\\")) {
            return false;
        }
        Process shell = new ProcessBuilder("bash", "-n", "-c", command)
                .redirectErrorStream(true)
                .start();
        shell.getInputStream().readAllBytes();
        return shell.waitFor() == 0;
    }

    private static boolean isFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
