package io.bursar.metrics;

import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Outcome;
import io.bursar.ledger.BookWatcher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What each open book's engine does: its queue, its batches, their outcomes, its troubles. */
@Component
final class BookMetrics implements BookWatcher {
    static final String BOOK = "book";

    private static final double[] BATCH_BUCKETS = {1, 4, 16, 64, 256, 1_024, 4_096, 8_192};
    private static final Duration[] PHASE_BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(300_000),
        Duration.ofMillis(1),
        Duration.ofMillis(3),
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    private final MeterRegistry registry;

    BookMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public LedgerObserver observer(int book) {
        return new Engine(registry, String.valueOf(book));
    }

    @Override
    public void opened(int book, Ledger ledger) {
        String name = String.valueOf(book);
        Gauge.builder("ledger.queue.commands", ledger, each -> each.health().queued())
                .description("Commands that wait to be taken up")
                .tag(BOOK, name)
                .register(registry);
        Gauge.builder(
                        "ledger.unsealed.partitions",
                        ledger,
                        each -> each.health().unsealedPartitions())
                .description("Full partitions that wait to be sealed; at 2 imports wait, at 6 everybody does")
                .tag(BOOK, name)
                .register(registry);
        Gauge.builder("ledger.writable", ledger, each -> each.health().writable() ? 1 : 0)
                .description("1 when the last contact with the database succeeded")
                .tag(BOOK, name)
                .register(registry);
    }

    @Override
    public void closed(int book) {
        String name = String.valueOf(book);
        registry.getMeters().stream()
                .filter(meter -> name.equals(meter.getId().getTag(BOOK)))
                .toList()
                .forEach(registry::remove);
    }

    /** Hears one book's engine. */
    private static final class Engine implements LedgerObserver {
        private final MeterRegistry registry;
        private final String book;
        private final ConcurrentHashMap<Kind, Counter> outcomes = new ConcurrentHashMap<>();
        private final DistributionSummary batchCommands;
        private final Counter rows;
        private final Counter unavailable;
        private final Counter rewinds;
        private final Counter sealingFailures;
        private final Counter expiries;
        private final Timer prefetch;
        private final Timer lock;
        private final Timer evaluate;
        private final Timer riders;
        private final Timer commit;

        Engine(MeterRegistry registry, String book) {
            this.registry = registry;
            this.book = book;
            batchCommands = DistributionSummary.builder("ledger.batch.commands")
                    .description("Commands in a batch")
                    .tag(BOOK, book)
                    .serviceLevelObjectives(BATCH_BUCKETS)
                    .register(registry);
            rows = counter("ledger.rows", "Rows appended to the log by this node");
            unavailable = counter("ledger.unavailable", "Times that the engine could not use its database");
            rewinds = counter("ledger.rewinds", "Times that the database had lost batches it had acknowledged");
            sealingFailures = counter("ledger.sealing.failures", "Attempts to seal a partition that failed");
            expiries = counter("ledger.expired.holds", "Holds that the log released by time");
            prefetch = phase("prefetch");
            lock = phase("lock");
            evaluate = phase("evaluate");
            riders = phase("riders");
            commit = phase("commit");
            outcome(new Kind(Command.Transact.class, Outcome.Applied.class));
        }

        @Override
        public boolean wantsDecisions() {
            return true;
        }

        @Override
        public void committed(long batch, Instant at, List<Decision> decisions) {
            for (Decision decision : decisions) {
                if (decision.command() instanceof Decision.Atomic(List<Command> commands)) {
                    commands.forEach(each -> count(each, decision.outcome()));
                } else if (!(decision.command() instanceof Decision.Expiry)) {
                    count(decision.command(), decision.outcome());
                }
            }
        }

        @Override
        public void timed(BatchTimes times) {
            batchCommands.record(times.commands());
            rows.increment(times.rows());
            prefetch.record(times.prefetchNs(), TimeUnit.NANOSECONDS);
            lock.record(times.lockNs(), TimeUnit.NANOSECONDS);
            evaluate.record(times.evaluateNs(), TimeUnit.NANOSECONDS);
            riders.record(times.ridersNs(), TimeUnit.NANOSECONDS);
            commit.record(times.commitNs(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void expired(List<Long> holds) {
            expiries.increment(holds.size());
        }

        @Override
        public void rewound(Rewind rewind) {
            rewinds.increment();
        }

        @Override
        public void unavailable(String doing, Exception cause) {
            unavailable.increment();
        }

        @Override
        public void sealingFailed(Exception cause) {
            sealingFailures.increment();
        }

        private void count(Object command, Outcome outcome) {
            Kind kind = new Kind(command.getClass(), outcome.getClass());
            Counter counter = outcomes.get(kind);
            (counter == null ? outcome(kind) : counter).increment();
        }

        private Counter outcome(Kind kind) {
            return outcomes.computeIfAbsent(
                    kind,
                    missing -> Counter.builder("ledger.commands")
                            .description("Commands decided by this node, by their outcome")
                            .tag(BOOK, book)
                            .tag("command", snake(missing.command()))
                            .tag("outcome", snake(missing.outcome()))
                            .register(registry));
        }

        private Counter counter(String name, String description) {
            return Counter.builder(name)
                    .description(description)
                    .tag(BOOK, book)
                    .register(registry);
        }

        private Timer phase(String name) {
            return Timer.builder("ledger.batch.phase")
                    .description("Time a batch spent in each phase")
                    .tag(BOOK, book)
                    .tag("phase", name)
                    .serviceLevelObjectives(PHASE_BUCKETS)
                    .register(registry);
        }

        /** {@code InsufficientFunds} is {@code insufficient_funds}. */
        private static String snake(Class<?> type) {
            return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        }
    }

    private record Kind(Class<?> command, Class<?> outcome) {}
}
