package io.bursar.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bursar up} as a process of its own, on a home of its own that is removed afterwards. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern GRPC = Pattern.compile("gRPC: 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern SANDBOX = Pattern.compile("^Sandbox: plays .* (http://127\\.0\\.0\\.1:\\d+)/_sandbox");
    private static final Pattern KEY = Pattern.compile("BURSAR_KEY=(\\S+)");

    private final Path home;
    private final Process process;
    private int port;
    private int grpcPort;
    private String key = "";
    private String sandbox = "";

    ServiceProcess(String... jvmOptions) throws IOException {
        home = Files.createTempDirectory("bursar-bench");
        java.util.List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.util.List.of(
                "-Xmx2g",
                "-Duser.timezone=UTC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(java.util.List.of(jvmOptions));
        command.addAll(java.util.List.of("io.bursar.Bursar", "up", "--port", "0"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("BURSAR_HOME", home.toString());
        builder.environment().remove("BURSAR_DATABASE_URL");
        process = builder.start();
        awaitReady();
    }

    private void awaitReady() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        while (port == 0 || key.isEmpty()) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the service did not start:\n" + seen);
            }
            seen.append(line).append('\n');
            Matcher address = ADDRESS.matcher(line);
            if (port == 0 && line.contains("up at") && address.find()) {
                port = Integer.parseInt(address.group(1));
            }
            Matcher played = SANDBOX.matcher(line);
            if (played.find()) {
                sandbox = played.group(1);
            }
            Matcher grpc = GRPC.matcher(line);
            if (grpc.find()) {
                grpcPort = Integer.parseInt(grpc.group(1));
            }
            Matcher shown = KEY.matcher(line);
            if (shown.find()) {
                key = shown.group(1);
            }
        }
        Thread.ofPlatform().daemon().start(() -> drain(lines));
    }

    private static void drain(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                // One line a request: read so that the service never waits for its log.
                continue;
            }
        } catch (IOException ended) {
            return;
        }
    }

    /** The chart that the loads use: wallets, and the world that fills them. */
    void defineChart() throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            String headers = "Authorization: Bearer " + key + "\r\nIdempotency-Key: chart\r\n";
            int status = connection.post("/v1/chart", headers, """
                    {"patterns": [
                        {"path": "world", "kind": "asset"},
                        {"path": "users/{user}/wallet", "kind": "liability"}
                    ]}""");
            if (status != 201) {
                throw new IOException("the chart was answered with " + status);
            }
        }
    }

    int port() {
        return port;
    }

    int grpcPort() {
        return grpcPort;
    }

    String key() {
        return key;
    }

    /** With the sandbox beside it, which plays the gateways. */
    static ServiceProcess withSandbox() throws IOException {
        String classPath = System.getProperty("bursar.sandbox.classpath", "");
        if (classPath.isEmpty()) {
            throw new IOException("the sandbox is missing: run this by ./bursar bench");
        }
        ServiceProcess service = new ServiceProcess("-Dbursar.sandbox.classpath=" + classPath);
        if (service.sandbox.isEmpty()) {
            service.close();
            throw new IOException("the sandbox did not start");
        }
        return service;
    }

    /** Where the sandbox is. */
    java.net.URI sandbox() {
        return java.net.URI.create(sandbox);
    }

    /** Processor seconds that the service has used. */
    double cpuSeconds() {
        return seconds(process.toHandle());
    }

    private static double seconds(ProcessHandle each) {
        return each.info()
                .totalCpuDuration()
                .map(duration -> duration.toMillis() / 1e3)
                .orElse(0.0);
    }

    /** Processor seconds by process, of those that live. */
    record Cpu(double service, double database, double sandbox) {
        Cpu since(Cpu before) {
            return new Cpu(service - before.service, database - before.database, sandbox - before.sandbox);
        }
    }

    Cpu cpu() {
        double database = 0;
        double played = 0;
        for (ProcessHandle each : process.descendants().toList()) {
            if (each.info().command().orElse("").endsWith("/postgres")) {
                database += seconds(each);
            } else {
                played += seconds(each);
            }
        }
        return new Cpu(cpuSeconds(), database, played);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
