package io.bursar.engine.model;

import io.bursar.engine.Command;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the generators have been told by the ledger: enough to aim at holds, transactions and keys that exist. */
final class World {
    /** Subjects of riders: rows of the tests' business table. */
    static final int SUBJECTS = 2_000;

    /** A command that can be a target. @param expiresAt of a hold that expires */
    record Target(long id, List<Long> amounts, @Nullable Instant expiresAt) {}

    final Memory<Target> holds = new Memory<>(4_000);
    final Memory<Target> transactions = new Memory<>(20_000);
    final Memory<Command> keyed = new Memory<>(50_000);
    final AtomicInteger lateAccounts = new AtomicInteger();
    private volatile long lagMillis;
    private final ConcurrentHashMap<String, Long> versions = new ConcurrentHashMap<>();

    /** The version that the subject had when it was last heard of. */
    long version(String subject) {
        return versions.getOrDefault(subject, 1L);
    }

    /** How long an answer takes, about, so that a hold's end can be set just after its beginning. */
    long lagMillis() {
        return lagMillis;
    }

    void answeredAfter(long millis) {
        lagMillis = (lagMillis * 7 + millis) / 8;
    }

    /** An answer came. */
    void told(Command command, Outcome outcome) {
        if (command.terms().key() != null && !(outcome instanceof Outcome.Malformed)) {
            keyed.add(command);
        }
        if (!(outcome instanceof Outcome.Applied(long id, Instant at))) {
            return;
        }
        Riders riders = command.terms().riders();
        if (riders != null) {
            versions.merge(riders.subject(), riders.version() + 1, Math::max);
        }
        switch (command) {
            case Command.Hold hold -> holds.add(new Target(id, amounts(hold.legs()), hold.expiresAt()));
            case Command.Transact transact -> transactions.add(new Target(id, amounts(transact.legs()), null));
            case Command.Capture capture -> transactions.add(new Target(id, List.of(10L), null));
            case Command.Reverse reverse -> transactions.add(new Target(id, List.of(10L), null));
            default -> {}
        }
    }

    private static List<Long> amounts(List<Leg> legs) {
        return legs.stream().limit(3).map(Leg::amount).toList();
    }

    /** The latest and, at random, some of the earlier things. */
    static final class Memory<T> {
        private static final int LATEST = 200;

        private final int capacity;
        private final List<T> latest = new ArrayList<>();
        private int newest;
        private final List<T> things = new ArrayList<>();
        private final SplittableRandom random = new SplittableRandom(1);

        private Memory(int capacity) {
            this.capacity = capacity;
        }

        synchronized void add(T thing) {
            newest = (newest + 1) % LATEST;
            if (latest.size() < LATEST) {
                latest.add(thing);
            } else {
                latest.set(newest, thing);
            }
            if (things.size() < capacity) {
                things.add(thing);
            } else {
                things.set(random.nextInt(capacity), thing);
            }
        }

        /** One of the latest more often than not. */
        synchronized @Nullable T any(SplittableRandom choice) {
            return choice.nextInt(10) < 7 && !latest.isEmpty()
                    ? latest.get(choice.nextInt(latest.size()))
                    : old(choice);
        }

        private @Nullable T old(SplittableRandom choice) {
            return things.isEmpty() ? null : things.get(choice.nextInt(things.size()));
        }
    }
}
