package io.bursar.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * No test: measures create, confirm and capture against a sandbox in a process of its own. Arguments: connections,
 * payments, and options of the sandbox.
 */
final class Measure {
    private static final String CREATE = "amount=2000&currency=usd&capture_method=manual&payment_method_types[]=card";

    private Measure() {}

    public static void main(String[] arguments) throws Exception {
        int connections = Integer.parseInt(arguments[0]);
        int payments = Integer.parseInt(arguments[1]);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.bursar.sandbox.Main",
                "--port",
                "0"));
        command.addAll(Arrays.asList(arguments).subList(2, arguments.length));
        Process sandbox = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream out = new BufferedInputStream(sandbox.getInputStream())) {
            String line = Connection.line(out);
            int port = Integer.parseInt(line.replaceFirst(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
            run(port, connections, payments);
            Duration before = cpu(sandbox);
            long began = System.nanoTime();
            long[] latencies = run(port, connections, payments);
            double seconds = (System.nanoTime() - began) / 1e9;
            Duration used = cpu(sandbox).minus(before);
            Arrays.sort(latencies);
            System.out.printf(
                    Locale.ROOT,
                    "%d connections: %.0f payments/s (%.0f calls/s), sandbox CPU %.0f us a payment, p50 %.2f ms, p99"
                            + " %.2f ms a payment%n",
                    connections,
                    latencies.length / seconds,
                    3 * latencies.length / seconds,
                    used.toNanos() / 1000.0 / latencies.length,
                    latencies[latencies.length / 2] / 1e6,
                    latencies[(int) (latencies.length * 0.99)] / 1e6);
        } finally {
            sandbox.destroyForcibly();
        }
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static long[] run(int port, int connections, int payments) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(connections)) {
            List<Callable<long[]>> shares = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                shares.add(() -> pay(port, payments / connections));
            }
            List<Long> all = new ArrayList<>();
            for (Future<long[]> share : callers.invokeAll(shares)) {
                Arrays.stream(share.get()).forEach(all::add);
            }
            return all.stream().mapToLong(Long::longValue).toArray();
        }
    }

    private static long[] pay(int port, int payments) throws IOException {
        long[] latencies = new long[payments];
        try (Connection connection = new Connection(port)) {
            for (int i = 0; i < payments; i++) {
                long began = System.nanoTime();
                String made = connection.post("/v1/payment_intents", CREATE);
                String id = made.replaceFirst("(?s).*?\"id\":\"(pi_\\w+)\".*", "$1");
                connection.post("/v1/payment_intents/" + id + "/confirm", "payment_method=pm_card_visa");
                String taken = connection.post("/v1/payment_intents/" + id + "/capture", "");
                if (!taken.contains("\"status\":\"succeeded\"")) {
                    throw new IOException(taken);
                }
                latencies[i] = System.nanoTime() - began;
            }
        }
        return latencies;
    }

    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private long sent;

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16_384);
            out = socket.getOutputStream();
        }

        String post(String path, String form) throws IOException {
            sent++;
            String request = "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + SandboxOptions.STRIPE_KEY
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nIdempotency-Key: " + socket.getLocalPort()
                    + "-" + sent + "\r\nContent-Length: " + form.length() + "\r\n\r\n" + form;
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            int length = 0;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring(16));
                }
            }
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
