package io.bursar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sandbox, which plays the gateways while no real one is configured: a process of its own with a store of its own,
 * so that it can be asked what really happened. It ends with this process, however that ends, because its standard
 * input does; when it ends by itself it is started again, at the same address.
 */
final class SandboxProcess {
    /** What callers of its Stripe and of its Razorpay show; no secrets, as nothing in it is real. */
    static final String STRIPE_KEY = "sk_test_bursar_sandbox";

    static final String RAZORPAY_KEY = "rzp_test_bursarsandbox:bursar_sandbox_secret";

    private static final Pattern SERVING = Pattern.compile("^Sandbox: (http://127\\.0\\.0\\.1:(\\d+)) ");
    private static final String PORT_USUAL = "8790";
    /** Ends that follow each other so fast have a cause that starting again does not remove. */
    private static final long SHORT_LIFE_NS = TimeUnit.SECONDS.toNanos(30);

    private static final int SHORT_LIVES_MOST = 5;

    private final Path home;
    private final String classPath;
    private final URI address;

    /** A process, and where it serves. */
    private record Serving(Process process, URI address) {}

    private SandboxProcess(Path home, String classPath, URI address) {
        this.home = home;
        this.classPath = classPath;
        this.address = address;
    }

    /**
     * Starts it, and waits until it serves.
     *
     * @param home where its store is, and its log beside it
     * @param classPath of its program
     * @throws IOException when it does not start; the message says what it said
     */
    static SandboxProcess start(Path home, String classPath) throws IOException {
        Serving serving = launch(home, classPath, List.of("--port", PORT_USUAL, "--or-next-port"));
        SandboxProcess sandbox = new SandboxProcess(home, classPath, serving.address());
        sandbox.watch(serving.process());
        return sandbox;
    }

    /** Such as {@code http://127.0.0.1:8790}. */
    URI address() {
        return address;
    }

    private static Serving launch(Path home, String classPath, List<String> place) throws IOException {
        List<String> command = new ArrayList<>();
        if (hasSetsid()) {
            // Ctrl-C at a terminal is for Bursar, which still asks its gateways while it stops.
            command.add("setsid");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Duser.timezone=UTC"));
        command.addAll(List.of("io.bursar.sandbox.Main", "--until-input-ends"));
        command.addAll(List.of("--home", home.resolve("sandbox").toString()));
        command.addAll(List.of("--stripe-key", STRIPE_KEY, "--razorpay-key", RAZORPAY_KEY));
        command.addAll(place);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", classPath);
        Process process = builder.start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher serving = SERVING.matcher(line);
            if (serving.find()) {
                Path log = home.resolve("sandbox").resolve("sandbox.log");
                Thread.ofVirtual().start(() -> keep(said, log));
                return new Serving(process, URI.create(Objects.requireNonNull(serving.group(1))));
            }
            all.append(line).append('\n');
        }
        throw new IOException(all.toString().strip());
    }

    private static boolean hasSetsid() {
        return List.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "setsid")));
    }

    private static void keep(BufferedReader said, Path log) {
        try (OutputStream file = Files.newOutputStream(
                log, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException | UncheckedIOException gone) {
            // The sandbox ended; what it said before is kept.
        }
    }

    private void watch(Process first) {
        Thread.ofPlatform().daemon().name("sandbox-watch").start(() -> keepAlive(first));
    }

    private void keepAlive(Process first) {
        Process process = first;
        int shortLives = 0;
        try {
            while (shortLives < SHORT_LIVES_MOST) {
                long startedAt = System.nanoTime();
                int status = process.waitFor();
                shortLives = System.nanoTime() - startedAt < SHORT_LIFE_NS ? shortLives + 1 : 0;
                System.err.println("The sandbox ended with status " + status + "; starting it again.");
                process = launch(home, classPath, List.of("--port", Integer.toString(address.getPort())))
                        .process();
            }
            System.err.println("The sandbox ended " + shortLives + " times soon after its start; when it ends again, it"
                    + " is left so. Its log is in " + home.resolve("sandbox"));
        } catch (IOException failed) {
            System.err.println("The sandbox does not start: " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
