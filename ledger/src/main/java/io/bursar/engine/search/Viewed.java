package io.bursar.engine.search;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Looks at the commands that a source names, and keeps those that are wanted. */
final class Viewed<T> implements Source<T> {
    private final Source<Long> ids;
    private final Function<List<Long>, List<T>> look;
    private final Predicate<T> wanted;

    Viewed(Source<Long> ids, Function<List<Long>, List<T>> look, Predicate<T> wanted) {
        this.ids = ids;
        this.look = look;
        this.wanted = wanted;
    }

    @Override
    public Batch<T> next(int max) {
        Batch<Long> named = ids.next(max);
        List<T> items = named.items().isEmpty()
                ? List.of()
                : look.apply(named.items()).stream().filter(wanted).toList();
        return new Batch<>(items, named.lookedAt(), named.ended());
    }
}
