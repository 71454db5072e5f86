package io.bursar.engine.model;

import io.bursar.engine.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How often each outcome occurred. */
final class Tally {
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    Tally() {
        leaves(Outcome.class).forEach(type -> counts.put(type.getSimpleName(), new LongAdder()));
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Tally::leaves) : Stream.of(type);
    }

    void count(Outcome outcome) {
        of(outcome.getClass().getSimpleName()).increment();
        if (outcome instanceof Outcome.Replayed(Outcome.Definite first)) {
            count(first instanceof Outcome.Applied ? "(replayed: applied)" : "(replayed: a refusal)");
        }
        if (outcome instanceof Outcome.Malformed(String param, String message)) {
            count("(malformed: " + param.replaceAll("[0-9]+", "n") + ")");
        }
    }

    /** Something beside outcomes. */
    void count(String what) {
        of(what).increment();
    }

    private LongAdder of(String what) {
        return counts.computeIfAbsent(what, missing -> new LongAdder());
    }

    long get(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** Counts of the outcomes alone, those that never occurred included. */
    Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new java.util.TreeMap<>();
        counts.forEach((name, count) -> {
            if (!name.startsWith("(")) {
                outcomes.put(name, count.sum());
            }
        });
        return outcomes;
    }

    String table() {
        StringBuilder table = new StringBuilder();
        counts.forEach((name, count) -> table.append("  %-36s %9d%n".formatted(name, count.sum())));
        return table.toString();
    }
}
