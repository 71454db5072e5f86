package io.bursar.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Payments by card: create, confirm, capture, each a request with a key of its own. Bursar, its PostgreSQL and the
 * sandbox are processes of their own on this machine; the sandbox answers at once; what Bursar answers is durable.
 */
final class PaymentsBench {
    private static final Pattern ID = Pattern.compile("\"id\":\\s*\"(pi_\\w+)\"");
    private static final String CREATE = "amount=2000&currency=usd&capture_method=manual&payment_method_types[]=card"
            + "&payment_method=pm_card_visa";
    private static final long DRAIN_SECONDS = 120;

    /** Warm is what is no longer faster than before by so much for so many rounds. */
    private static final double WARM_GAIN = 1.03;

    private static final int WARM_ROUNDS = 2;
    private static final int WARM_SECONDS_MAX = 240;

    private final Bench.Options options;
    private final Results results;

    PaymentsBench(Bench.Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    /** What one run came to; times of single requests, and of whole payments. */
    private record Run(double perSecond, Percentiles requests, Percentiles payments, ServiceProcess.Cpu cpuMillis) {}

    /** What one client measured, in nanoseconds. */
    private record Times(long[] requests, long[] payments) {}

    void run() throws Exception {
        int seconds = options.quick() ? 4 : 20;
        try (ServiceProcess service = ServiceProcess.withSandbox()) {
            ShopSandbox sandbox = new ShopSandbox(service.sandbox());
            sandbox.webhooks(false);
            warmUp(service);
            for (boolean told : new boolean[] {false, true}) {
                sandbox.webhooks(told);
                for (int connections : new int[] {1, 16, 64}) {
                    if (!named(connections, told).contains(options.only())) {
                        continue;
                    }
                    tell(connections, told, load(service, connections, seconds));
                    if (told) {
                        drain(sandbox, connections);
                    }
                }
            }
        }
    }

    /** Until another ten seconds make it hardly faster: a JVM compiles for minutes what so many paths lead through. */
    private void warmUp(ServiceProcess service) throws Exception {
        if (options.quick()) {
            load(service, 64, 8);
            return;
        }
        long begun = System.nanoTime();
        double best = 0;
        int since = 0;
        while (since < WARM_ROUNDS && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(WARM_SECONDS_MAX)) {
            double now = load(service, 64, 10).perSecond();
            since = now > best * WARM_GAIN ? 0 : since + 1;
            best = Math.max(best, now);
        }
        results.fact("warm-up", (System.nanoTime() - begun) / 1e9, "s");
    }

    private static String named(int connections, boolean told) {
        return connections
                + (connections == 1 ? " connection, " : " connections, ")
                + (told ? "with webhooks" : "without webhooks");
    }

    private void tell(int connections, boolean told, Run run) {
        String name = named(connections, told);
        if (connections == 64) {
            results.atLeast(name, run.perSecond(), "pay/s", told ? 500 : 1_000);
            results.atMost(name + ", p99 of a request", run.requests().millis(0.99), "ms", 80);
        } else {
            results.fact(name, run.perSecond(), "pay/s");
            results.fact(name + ", p99 of a request", run.requests().millis(0.99), "ms");
        }
        results.fact(name + ", p50 of a request", run.requests().millis(0.5), "ms");
        results.fact(name + ", p99 of a payment", run.payments().millis(0.99), "ms");
        results.fact(name + ", CPU of Bursar a payment", run.cpuMillis().service(), "ms");
        results.fact(name + ", CPU of PostgreSQL", run.cpuMillis().database(), "ms");
        results.fact(name + ", CPU of the sandbox", run.cpuMillis().sandbox(), "ms");
    }

    /** Waits until every webhook of the run has been taken: what is left over must not burden the next. */
    private void drain(ShopSandbox sandbox, int connections) throws Exception {
        long begun = System.nanoTime();
        while (sandbox.webhooksWaiting() > 0) {
            if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(DRAIN_SECONDS)) {
                throw new IOException("webhooks still wait after " + DRAIN_SECONDS + " s");
            }
            Thread.sleep(20);
        }
        results.fact(
                named(connections, true) + ", until the last webhook was taken",
                (System.nanoTime() - begun) / 1e9,
                "s");
    }

    private static Run load(ServiceProcess service, int connections, int seconds) throws Exception {
        long begun = System.nanoTime();
        long end = begun + seconds * 1_000_000_000L;
        AtomicLong done = new AtomicLong();
        List<Times> all = new ArrayList<>();
        List<Throwable> failed = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        ServiceProcess.Cpu before = service.cpu();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((_, thrown) -> failed.add(thrown))
                    .start(() -> {
                        Times own = client(service, end);
                        done.addAndGet(own.payments().length);
                        synchronized (all) {
                            all.add(own);
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failed.isEmpty()) {
            throw new IOException("a payment went wrong", failed.getFirst());
        }
        double lasted = (System.nanoTime() - begun) / 1e9;
        ServiceProcess.Cpu used = service.cpu().since(before);
        double millis = 1e3 / Math.max(1, done.get());
        return new Run(
                done.get() / lasted,
                new Percentiles(all.stream()
                        .flatMapToLong(each -> Arrays.stream(each.requests()))
                        .toArray()),
                new Percentiles(all.stream()
                        .flatMapToLong(each -> Arrays.stream(each.payments()))
                        .toArray()),
                new ServiceProcess.Cpu(used.service() * millis, used.database() * millis, used.sandbox() * millis));
    }

    private static Times client(ServiceProcess service, long end) {
        java.util.stream.LongStream.Builder requests = java.util.stream.LongStream.builder();
        java.util.stream.LongStream.Builder payments = java.util.stream.LongStream.builder();
        try (HttpConnection connection = new HttpConnection(service.port())) {
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                String created = call(service, connection, "", CREATE, "requires_confirmation");
                Matcher id = ID.matcher(created);
                if (!id.find()) {
                    throw new IOException("no id in " + created);
                }
                long confirming = System.nanoTime();
                call(service, connection, "/" + id.group(1) + "/confirm", "", "requires_capture");
                long capturing = System.nanoTime();
                call(service, connection, "/" + id.group(1) + "/capture", "", "succeeded");
                long captured = System.nanoTime();
                requests.add(confirming - begun).add(capturing - confirming).add(captured - capturing);
                payments.add(captured - begun);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Times(requests.build().toArray(), payments.build().toArray());
    }

    private static String call(
            ServiceProcess service, HttpConnection connection, String path, String form, String status)
            throws IOException {
        String headers = "Authorization: Bearer " + service.key() + "\r\nIdempotency-Key: " + UUID.randomUUID()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        HttpConnection.Answer answer = connection.call("POST /v1/payment_intents" + path, headers, form);
        if (answer.status() != 200 || !answer.body().contains("\"" + status + "\"")) {
            throw new IOException(path + " was answered " + answer.status() + " " + answer.body());
        }
        return answer.body();
    }
}
