package io.bursar.routing;

import io.bursar.routing.Expression.Compiled;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The rules in force, compiled. Each book's are asked for once in half a second, so that a set that was activated
 * decides within a second on every node, and a payment does not wait for the database.
 */
@Component
final class ActiveRules {
    private static final long FRESH_NS = 500_000_000;
    private static final int BOOKS_MAX = 10_000;

    private final RuleSetStore store;
    private final ConcurrentHashMap<Integer, Seen> seen = new ConcurrentHashMap<>();

    ActiveRules(RuleSetStore store) {
        this.store = store;
    }

    /** A set with its conditions, in the same order. */
    record Compilation(RuleSet set, List<Compiled> conditions) {
        static Compilation of(RuleSet set) {
            return new Compilation(
                    set,
                    set.rules().stream()
                            .map(rule -> Expression.compile(rule.when()))
                            .toList());
        }

        Expression.Verdict verdict(int rule, Facts facts) {
            return switch (conditions.get(rule)) {
                case Compiled.Good(Expression expression) -> expression.of(facts);
                case Compiled.Bad(String why) -> new Expression.Verdict.Fails(why);
            };
        }
    }

    private record Seen(@Nullable Compilation rules, long atNs) {
        boolean isFresh() {
            return System.nanoTime() - atNs < FRESH_NS;
        }
    }

    /** Empty: none are in force. */
    Optional<Compilation> of(int book) {
        Seen known = seen.get(book);
        if (known == null || !known.isFresh()) {
            if (seen.size() > BOOKS_MAX) {
                seen.clear();
            }
            // One look at a time for each book; the others wait for what it finds.
            known = seen.compute(
                    book, (same, before) -> before != null && before.isFresh() ? before : look(book, before));
        }
        return Optional.ofNullable(known.rules());
    }

    /** As of a moment before it was asked for. What says the same is not compiled again. */
    private Seen look(int book, @Nullable Seen before) {
        long askedNs = System.nanoTime();
        RuleSet active = store.active(book).orElse(null);
        if (active == null) {
            return new Seen(null, askedNs);
        }
        Compilation known = before == null ? null : before.rules();
        boolean isSame = known != null && known.set().uuid().equals(active.uuid());
        return new Seen(isSame ? known : Compilation.of(active), askedNs);
    }

    /** What this node has just changed is not asked of what it knew. */
    void forget(int book) {
        seen.remove(book);
    }
}
