package io.bursar.metrics;

import io.bursar.api.Watched;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerException;
import io.bursar.engine.TrialBalance;
import io.bursar.ledger.Checkup;
import io.bursar.ledger.LogEnds;
import io.bursar.ledger.OpenBooks;
import io.bursar.money.Currency;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * What is not to be had by looking: how far this node is behind, what the doctor last said, and whether the books add
 * up. Taken beside the requests; adding up a large book is done the more seldom the longer it takes.
 */
@Component
final class Samples implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Samples.class);
    private static final int EVERY_SECONDS = 5;
    private static final long SUM_EVERY_NS = TimeUnit.SECONDS.toNanos(60);
    /** Adding up takes at most a twentieth of the time. */
    private static final long SUM_REST = 20;

    private final OpenBooks books;
    private final LogEnds ends;
    private final List<Checkup> checkups;
    private final List<Watched> watched;
    private final Map<Watched, Double> values = new ConcurrentHashMap<>();
    private final Clock clock;
    private final MultiGauge lag;
    private final MultiGauge imbalance;
    private final MultiGauge doctorAge;
    private final MultiGauge doctorFindings;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metrics-samples").factory());
    private long nextSumNs = System.nanoTime();
    private volatile boolean running;

    Samples(
            PrometheusMeterRegistry registry,
            OpenBooks books,
            LogEnds ends,
            List<Checkup> checkups,
            List<Watched> watched) {
        this.watched = List.copyOf(watched);
        this.watched.forEach(each -> Gauge.builder(each.name(), () -> values.getOrDefault(each, Double.NaN))
                .description(each.description())
                .register(registry));
        this.books = books;
        this.ends = ends;
        this.checkups = List.copyOf(checkups);
        this.clock = registry.config().clock();
        lag = MultiGauge.builder("ledger.node.lag.rows")
                .description("Rows in the database that this node does not know yet; NaN when it cannot be asked")
                .register(registry);
        imbalance = MultiGauge.builder("ledger.imbalance.minor.units")
                .description("How far debits and credits of a currency, posted and held, are apart; anything but 0 is a"
                        + " defect")
                .register(registry);
        doctorAge = MultiGauge.builder("ledger.doctor.age.seconds")
                .description("Since the doctor's last examination ended; +Inf when there was none")
                .register(registry);
        doctorFindings = MultiGauge.builder("ledger.doctor.findings")
                .description("What did not add up at the doctor's last examination")
                .register(registry);
    }

    /** Takes all samples; sums are due at once, whenever they were taken last. */
    synchronized void take() {
        nextSumNs = System.nanoTime();
        sample();
    }

    private synchronized void sample() {
        Map<Integer, Ledger> open = new TreeMap<>(books.open());
        lag.register(rows(open, this::rowsBehind), true);
        doctorAge.register(rows(open, (book, ledger) -> age(book)), true);
        doctorFindings.register(rows(open, (book, ledger) -> findings(book)), true);
        watched.forEach(each -> values.put(each, value(each)));
        if (System.nanoTime() - nextSumNs >= 0) {
            long beganNs = System.nanoTime();
            sum(open);
            long tookNs = System.nanoTime() - beganNs;
            nextSumNs = beganNs + Math.max(SUM_EVERY_NS, tookNs * SUM_REST);
        }
    }

    private static List<Row<?>> rows(Map<Integer, Ledger> open, BiFunction<Integer, Ledger, Number> value) {
        List<Row<?>> rows = new ArrayList<>();
        open.forEach((book, ledger) ->
                rows.add(Row.of(Tags.of(BookMetrics.BOOK, String.valueOf(book)), value.apply(book, ledger))));
        return rows;
    }

    private Number rowsBehind(int book, Ledger ledger) {
        try {
            return ends.rowsBehind(book, ledger);
        } catch (DataAccessException unreachable) {
            return Double.NaN;
        }
    }

    private static double value(Watched watched) {
        try {
            return watched.value().getAsLong();
        } catch (DataAccessException unreachable) {
            return Double.NaN;
        }
    }

    private Number age(int book) {
        return last(book)
                .map(result -> (clock.wallTime() - result.endedAt().toEpochMilli()) / 1_000.0)
                .orElse(Double.POSITIVE_INFINITY);
    }

    private Number findings(int book) {
        return last(book).map(Checkup.Result::findings).orElse(0L);
    }

    private Optional<Checkup.Result> last(int book) {
        return checkups.stream().flatMap(checkup -> checkup.last(book).stream()).findFirst();
    }

    private void sum(Map<Integer, Ledger> open) {
        List<Row<?>> rows = new ArrayList<>();
        open.forEach((book, ledger) -> {
            try {
                apart(ledger.reader().trialBalance())
                        .forEach((currency, minor) -> rows.add(Row.of(
                                Tags.of(BookMetrics.BOOK, String.valueOf(book), "currency", currency.code()), minor)));
            } catch (LedgerException unreadable) {
                LOG.warn("a book could not be added up book={}", book, unreadable);
            }
        });
        imbalance.register(rows, true);
    }

    /** By currency, minor units between debits and credits; posted and held are apart each for itself. */
    static Map<Currency, Long> apart(TrialBalance balance) {
        Map<Currency, Long> posted = new TreeMap<>();
        Map<Currency, Long> held = new TreeMap<>();
        for (TrialBalance.Line line : balance.lines()) {
            posted.merge(line.currency(), line.debitsMinusCredits(), Math::addExact);
            held.merge(line.currency(), line.heldDebitsMinusCredits(), Math::addExact);
        }
        Map<Currency, Long> apart = new TreeMap<>();
        posted.forEach((currency, sum) ->
                apart.put(currency, Math.addExact(Math.abs(sum), Math.abs(held.getOrDefault(currency, 0L)))));
        return apart;
    }

    private void sampleAndGoOn() {
        try {
            sample();
        } catch (DataAccessException | LedgerException | IllegalStateException failed) {
            LOG.warn("samples for metrics could not be taken; they are tried again", failed);
        }
    }

    @Override
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::sampleAndGoOn, 1, EVERY_SECONDS, TimeUnit.SECONDS);
        running = true;
    }

    @Override
    public void stop() {
        timer.shutdown();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
