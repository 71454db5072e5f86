package io.bursar.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** REST, one transfer a request with a random key, over kept-alive connections; a service of its own. */
final class ApiBench {
    private static final int ACCOUNTS = 1_000;

    private final Bench.Options options;
    private final Results results;

    ApiBench(Bench.Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    /** What one run at a number of connections came to. */
    private record Run(double perSecond, Percentiles times, double cpuMicrosPerRequest) {}

    void run() throws Exception {
        long begun = System.nanoTime();
        try (ServiceProcess service = new ServiceProcess()) {
            results.fact("first start, with initdb, to ready", (System.nanoTime() - begun) / 1e9, "s");
            prepare(service);
            int warm = options.quick() ? 5 : 20;
            int seconds = options.quick() ? 5 : 20;
            load(service, 64, warm);
            for (int connections : new int[] {1, 16, 64}) {
                Run run = load(service, connections, seconds);
                String name = "REST, " + connections + (connections == 1 ? " connection" : " connections");
                if (connections == 64) {
                    results.atLeast(name, run.perSecond(), "req/s", 8_000);
                    results.atMost(name + ", p99", run.times().millis(0.99), "ms", 25);
                } else {
                    results.fact(name, run.perSecond(), "req/s");
                    if (connections == 1) {
                        results.atMost(name + ", p99", run.times().millis(0.99), "ms", 3);
                    } else {
                        results.fact(name + ", p99", run.times().millis(0.99), "ms");
                    }
                }
                results.fact(name + ", p50", run.times().millis(0.5), "ms");
                results.fact(name + ", CPU of the service a request", run.cpuMicrosPerRequest(), "us");
            }
        }
    }

    private static String headers(ServiceProcess service) {
        return "Authorization: Bearer " + service.key() + "\r\nIdempotency-Key: " + UUID.randomUUID() + "\r\n";
    }

    private static void prepare(ServiceProcess service) throws IOException {
        service.defineChart();
        try (HttpConnection connection = new HttpConnection(service.port())) {
            for (int i = 0; i < ACCOUNTS; i++) {
                expect(
                        201,
                        connection.post("/v1/transactions", headers(service), transfer("world", wallet(i), 1_000_000)));
            }
        }
    }

    private static String wallet(int i) {
        return "users/" + i + "/wallet";
    }

    private static String transfer(String from, String to, int amount) {
        return "{\"legs\":[{\"debit\":\"" + from + "\",\"credit\":\"" + to + "\",\"amount\":" + amount
                + ",\"currency\":\"inr\"}]}";
    }

    private static void expect(int wanted, int status) {
        if (status != wanted) {
            throw new IllegalStateException("expected status " + wanted + ", got " + status);
        }
    }

    private static Run load(ServiceProcess service, int connections, int seconds) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        AtomicLong done = new AtomicLong();
        AtomicInteger wrong = new AtomicInteger();
        List<long[]> times = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        double cpuBefore = service.cpuSeconds();
        for (int i = 0; i < connections; i++) {
            int seed = i;
            threads.add(Thread.ofVirtual().start(() -> {
                long[] own = client(service, seed, end, wrong);
                done.addAndGet(own.length);
                synchronized (times) {
                    times.add(own);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        expect(0, wrong.get());
        double cpu = (service.cpuSeconds() - cpuBefore) * 1e6 / Math.max(1, done.get());
        long[] all = times.stream().flatMapToLong(java.util.Arrays::stream).toArray();
        return new Run(done.get() / (double) seconds, new Percentiles(all), cpu);
    }

    private static long[] client(ServiceProcess service, int seed, long end, AtomicInteger wrong) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] times = new long[1024];
        int size = 0;
        try (HttpConnection connection = new HttpConnection(service.port())) {
            while (System.nanoTime() < end) {
                int from = random.nextInt(ACCOUNTS);
                String body = transfer(wallet(from), wallet((from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS), 1);
                long begun = System.nanoTime();
                if (connection.post("/v1/transactions", headers(service), body) != 201) {
                    wrong.incrementAndGet();
                }
                if (size == times.length) {
                    times = java.util.Arrays.copyOf(times, size * 2);
                }
                times[size++] = System.nanoTime() - begun;
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
        return java.util.Arrays.copyOf(times, size);
    }
}
