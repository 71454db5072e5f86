package io.bursar.routing;

import io.bursar.gateways.Gateways.Health;
import io.bursar.gateways.Gateways.State;
import io.bursar.routing.Decision.Option;
import io.bursar.routing.Expression.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** What rules and health make of the gateways that can take a payment. Pure. */
final class Choosing {
    /** As few calls say nothing about a gateway. */
    private static final int CALLS_MIN = 20;

    private static final int ANSWERED_MIN_PER_MILLE = 900;
    private static final long SLOW_MILLIS = 10_000;

    private Choosing() {}

    /**
     * What rules say.
     *
     * @param rule its place, from 0; −1: none decided
     * @param gateways in their order
     */
    record Choice(int rule, List<String> gateways, List<Decision.Failure> failures) {
        Choice {
            gateways = List.copyOf(gateways);
            failures = List.copyOf(failures);
        }
    }

    /**
     * The first rule that holds and names a gateway that is able decides.
     *
     * @param verdicts of rules by their places
     * @param able in the order of the configuration
     */
    static Choice choose(List<Rule> rules, IntFunction<Verdict> verdicts, List<String> able) {
        List<Decision.Failure> failures = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            switch (verdicts.apply(i)) {
                case Verdict.Holds _ -> {
                    List<String> named = rules.get(i).gateways().stream()
                            .filter(able::contains)
                            .toList();
                    if (!named.isEmpty()) {
                        return new Choice(i, named, failures);
                    }
                }
                case Verdict.HoldsNot _ -> {}
                case Verdict.Fails(String why) -> failures.add(new Decision.Failure(i, why));
            }
        }
        return new Choice(-1, able, failures);
    }

    /** Those that do badly last, else in their order. */
    static List<Option> byHealth(List<Option> options) {
        return options.stream()
                .sorted(Comparator.comparingInt(option -> badness(option.health())))
                .toList();
    }

    /** A recovering one keeps its place: its breaker lets a few calls through, as a test. */
    private static int badness(Health health) {
        if (health.state() == State.FAILING) {
            return 2;
        }
        boolean isKnown = health.calls() >= CALLS_MIN;
        boolean isPoor = health.answeredPerMille() < ANSWERED_MIN_PER_MILLE || health.p95Millis() > SLOW_MILLIS;
        return isKnown && isPoor ? 1 : 0;
    }
}
