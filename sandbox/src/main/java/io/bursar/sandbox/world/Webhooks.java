package io.bursar.sandbox.world;

import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.faults.FaultRule;
import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpCaller;
import io.bursar.sandbox.text.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Delivers letters, each until it arrives or is given up: at once, then by a schedule of the simulated clock. Attempts
 * are journalled, so a restart goes on where it was; an attempt whose outcome was not written yet is made again.
 */
public final class Webhooks implements Player {
    static final String PLAYER = "webhooks";

    /** As Stripe and Razorpay do, within what they publish: minutes, then hours, for three days. */
    private static final List<Duration> USUAL_RETRIES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(24),
            Duration.ofHours(30));

    /** No receiver may take longer. */
    private static final int ANSWER_MS = 10_000;

    private static final int AT_ONCE = 32;

    private final World world;
    private final FaultRules faults;
    private final HttpCaller caller = new HttpCaller(ANSWER_MS);
    private final Map<Long, Delivery> deliveries = new HashMap<>();
    private final Map<Long, Delivery> due = new LinkedHashMap<>();
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final ReentrantLock handing = new ReentrantLock();
    private final Condition handed = handing.newCondition();
    private final Deque<Held> held = new ArrayDeque<>();
    private List<Duration> retries = USUAL_RETRIES;
    private long numbered;
    private long arrived;
    private long givenUp;
    private long attempts;
    private volatile @Nullable Thread postman;

    private static final class Delivery {
        private final long number;
        private final Letter letter;
        private int failures;

        Delivery(long number, Letter letter) {
            this.number = number;
            this.letter = letter;
        }
    }

    /** A letter that waits to be overtaken. */
    private record Held(Delivery delivery) {}

    Webhooks(World world, FaultRules faults) {
        this.world = world;
        this.faults = faults;
    }

    /** Takes a letter; called while a call is executed. */
    public void send(Letter letter) {
        Delivery delivery = new Delivery(++numbered, letter);
        deliveries.put(delivery.number, delivery);
        makeDue(delivery);
    }

    private void makeDue(Delivery delivery) {
        handing.lock();
        try {
            due.put(delivery.number, delivery);
            handed.signalAll();
        } finally {
            handing.unlock();
        }
    }

    /** What is on its way, and what became of the rest. */
    public void render(JsonWriter json) {
        json.open("webhooks").put("waiting", deliveries.size()).put("arrived", arrived);
        json.put("given_up", givenUp).put("attempts", attempts).close();
    }

    /** How many letters have neither arrived nor been given up. */
    public int waiting() {
        return deliveries.size();
    }

    /** Sets when failed attempts are repeated: milliseconds of the simulated clock, with commas between. */
    public void retryAfter(String delaysMs) {
        world.change(Call.of(PLAYER, "retries", delaysMs, ""));
    }

    /** Puts what the outcome of an attempt means into effect. */
    @Override
    public HttpAnswer apply(Call call) {
        if (call.method().equals("retries")) {
            retries = java.util.Arrays.stream(call.path().split(","))
                    .filter(text -> !text.isBlank())
                    .map(text -> Duration.ofMillis(Long.parseLong(text.strip())))
                    .toList();
            return HttpAnswer.json(200, "{}");
        }
        long number = Long.parseLong(call.path());
        Delivery delivery = deliveries.get(number);
        if (delivery == null) {
            return HttpAnswer.json(200, "{}");
        }
        handing.lock();
        try {
            due.remove(number);
        } finally {
            handing.unlock();
        }
        attempts++;
        boolean isTaken = call.method().equals("2xx");
        if (!isTaken && delivery.failures < retries.size() && delivery.letter.isWanted()) {
            world.after(retries.get(delivery.failures).toMillis(), () -> makeDue(delivery));
            delivery.failures++;
        } else {
            deliveries.remove(number);
            arrived += isTaken ? 1 : 0;
            givenUp += isTaken ? 0 : 1;
            delivery.letter.settled();
        }
        return HttpAnswer.json(200, "{}");
    }

    void start() {
        postman = Thread.ofPlatform().daemon().name("sandbox-webhooks").start(this::carry);
    }

    void close() {
        Thread running = postman;
        if (running != null) {
            running.interrupt();
        }
        caller.close();
    }

    private void carry() {
        try {
            while (true) {
                Delivery next = take();
                FaultRule fault = faults.onWebhook(next.letter.player(), next.letter.type());
                if (fault != null && fault.kind() == FaultKind.WEBHOOK_REORDER) {
                    hold(next);
                    Thread.ofVirtual().start(() -> letGoLater(fault.delayMs()));
                    continue;
                }
                free.acquire();
                Thread.ofVirtual().start(() -> deliver(next, fault));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(Delivery delivery) {
        synchronized (held) {
            held.add(new Held(delivery));
        }
    }

    private Delivery take() throws InterruptedException {
        handing.lock();
        try {
            while (due.isEmpty()) {
                handed.await();
            }
            Delivery next = due.values().iterator().next();
            due.remove(next.number);
            return next;
        } finally {
            handing.unlock();
        }
    }

    private void deliver(Delivery delivery, @Nullable FaultRule fault) {
        try {
            int copies = 1;
            if (fault != null) {
                switch (fault.kind()) {
                    case WEBHOOK_DELAY -> Thread.sleep(fault.delayMs());
                    case WEBHOOK_DUPLICATE -> copies = 2;
                    case WEBHOOK_LOST -> copies = 0;
                    default -> copies = 1;
                }
            }
            int status = 0;
            for (int i = 0; i < copies; i++) {
                status = post(delivery.letter);
            }
            report(delivery, status);
            letGo();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    private void report(Delivery delivery, int status) {
        String outcome = status >= 200 && status < 300 ? "2xx" : Integer.toString(status);
        world.note(Call.of(PLAYER, outcome, Long.toString(delivery.number), ""));
    }

    /** The status, or 0 when no answer came. */
    private int post(Letter letter) {
        if (!letter.isWanted()) {
            return 0;
        }
        Letter.Sealed sealed = letter.seal(faults.wallMs());
        try {
            return caller.post(letter.url(), sealed.headers(), sealed.body());
        } catch (IOException e) {
            return 0;
        }
    }

    /** Those held back go now: something has overtaken them. */
    private void letGo() {
        while (true) {
            Held next;
            synchronized (held) {
                next = held.pollFirst();
            }
            if (next == null) {
                return;
            }
            report(next.delivery(), post(next.delivery().letter));
        }
    }

    private void letGoLater(long delayMs) {
        try {
            Thread.sleep(delayMs);
            letGo();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
