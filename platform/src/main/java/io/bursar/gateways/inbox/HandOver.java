package io.bursar.gateways.inbox;

import io.bursar.api.Masks;
import io.bursar.api.Outages;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.News;
import io.bursar.gateways.NewsListener;
import io.bursar.gateways.NewsListener.Reception;
import io.bursar.gateways.Postbox.Reading;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Hands messages over: those of one object one after another, different objects at once. */
final class HandOver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    private final InboxStore store;
    private final Gateways gateways;
    private final List<NewsListener> listeners;
    private final Limits limits;
    private final Together<Settlement, Boolean> settlements;
    private final Semaphore free;
    private volatile boolean isEnded;

    /**
     * How much, and how long.
     *
     * @param most messages that are taken at a time
     * @param objects that are handed over at once
     * @param lease how long the other nodes leave an object alone; only in its first half is anything begun
     * @param early how long a message may be too early before it is parked
     * @param gathering before each look, so that many messages are taken at once when many come
     */
    record Limits(int most, int objects, Duration lease, Duration early, Duration gathering) {
        static final Limits STANDARD =
                new Limits(500, 32, Duration.ofSeconds(90), Duration.ofMinutes(10), Duration.ofMillis(20));
    }

    HandOver(InboxStore store, Gateways gateways, List<NewsListener> listeners, Limits limits) {
        this.store = store;
        this.gateways = gateways;
        this.listeners = List.copyOf(listeners);
        this.limits = limits;
        settlements = new Together<>(limits.most(), store::settle);
        free = new Semaphore(limits.objects());
    }

    /** Begins to hand over all that is due; what it begins goes on beside. */
    void run() {
        try {
            Thread.sleep(limits.gathering());
            List<Message> due;
            do {
                due = isEnded ? List.of() : store.lease(limits.lease(), limits.most());
                begin(due, System.nanoTime() + limits.lease().toNanos() / 2);
            } while (due.size() == limits.most());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(List<Message> due, long untilNs) throws InterruptedException {
        Map<String, List<Message>> byObject = due.stream()
                .sorted(Comparator.comparingLong(Message::number))
                .collect(Collectors.groupingBy(
                        message -> message.gateway() + " " + message.object(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        for (List<Message> messages : byObject.values()) {
            free.acquire();
            Thread.ofVirtual().name("inbox").start(() -> {
                try {
                    handOver(messages, untilNs);
                } finally {
                    free.release();
                }
            });
        }
    }

    /** Hands over what is about one object, as far as it can be; the rest waits for the next time. */
    private void handOver(List<Message> messages, long untilNs) {
        boolean isHeld = false;
        for (Message message : messages) {
            boolean isOver = isHeld || isEnded || System.nanoTime() - untilNs > 0;
            Settlement settlement = isOver ? Settlement.of(message, State.WAITING) : handOver(message);
            isHeld = isOver || settlement.state() == State.WAITING || settlement.state() == State.PARKED;
            try {
                settlements.ask(settlement);
            } catch (DataAccessException | IllegalStateException unreachable) {
                // It stays leased, and is handed over again when the lease is over.
                LOG.warn("what became of a webhook could not be stored number={}", message.number(), unreachable);
                return;
            }
        }
    }

    private Settlement handOver(Message message) {
        try {
            return switch (read(message)) {
                case Reading.Genuine genuine -> tell(message, genuine.news());
                case Reading.Unreadable(String why) -> parked(message, why);
                case Reading.Forged(String why) -> parked(message, why);
                case Reading.Stale stale -> parked(message, "signed at " + stale.signedAt());
            };
        } catch (RuntimeException thrown) {
            // Whatever it is, a message must end somewhere: thrown on, it would be leased for ever, and with it all
            // that
            // is told of its object. What is a defect is parked with its stack in the log, and an alert tells of it.
            return failed(message, thrown);
        }
    }

    private Settlement failed(Message message, RuntimeException thrown) {
        if (Outages.isOutage(thrown)) {
            LOG.warn("a webhook waits for the database number={} cause={}", message.number(), Outages.root(thrown));
            return again(message);
        }
        if (thrown instanceof DataAccessException) {
            // Perhaps a race that goes right next time, perhaps a defect: not for ever.
            LOG.warn("a webhook waits for the database number={}", message.number(), thrown);
            return later(message, "the database refused it: " + Outages.root(thrown));
        }
        LOG.error("a webhook could not be taken in number={} object={}", message.number(), message.object(), thrown);
        return parked(message, thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
    }

    private Reading read(Message message) {
        return gateways.postbox(message.gateway())
                .map(postbox -> postbox.reread(Arrivals.stored(message.headers()), message.body()))
                .orElseGet(() -> new Reading.Unreadable("the gateway is not configured any more"));
    }

    private Settlement tell(Message message, News news) {
        if (news instanceof News.Irrelevant) {
            return Settlement.of(message, State.IGNORED);
        }
        for (NewsListener listener : listeners) {
            Reception reception = listener.hear(message.gateway(), news);
            switch (reception) {
                case APPLIED, KNOWN -> {
                    return Settlement.of(message, State.APPLIED);
                }
                case TOO_EARLY -> {
                    return later(message, "nobody knew its object in time, or its gateway did not say how it stands");
                }
                case NOT_MINE -> {
                    // The next listener is asked.
                }
            }
        }
        return Settlement.of(message, State.FOREIGN);
    }

    private Settlement later(Message message, String why) {
        return message.age() > limits.early().toMillis() ? parked(message, why) : again(message);
    }

    /** After one second, two, four and so on. */
    private static Settlement again(Message message) {
        long dueInMs = TimeUnit.SECONDS.toMillis(1L << Math.min(message.tries(), 8));
        return new Settlement(message.number(), State.WAITING, null, dueInMs, message.tries() + 1);
    }

    private static Settlement parked(Message message, String why) {
        LOG.warn("a webhook is parked number={} object={} why={}", message.number(), message.object(), Masks.mask(why));
        return Settlement.parked(message, Masks.mask(why));
    }

    /** Begins nothing more, and waits for what was begun. */
    @Override
    public void close() {
        isEnded = true;
        try {
            if (!free.tryAcquire(limits.objects(), limits.lease().toMillis() / 2, TimeUnit.MILLISECONDS)) {
                LOG.warn("webhooks are still being handed over; they are handed over again");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
