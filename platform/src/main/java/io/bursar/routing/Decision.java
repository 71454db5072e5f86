package io.bursar.routing;

import io.bursar.gateways.Gateways.Health;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a payment is to be tried, and why.
 *
 * @param able gateways that can take it, in the order of the configuration
 * @param order those to try, one after the other; at least one
 */
public record Decision(@Nullable By by, List<String> able, List<Option> order) {
    public Decision {
        able = List.copyOf(able);
        order = List.copyOf(order);
    }

    /**
     * The rules that were in force.
     *
     * @param rule that decided, from 0; −1: none did
     * @param ruleName empty: it has none, or none decided
     * @param failures of rules before it
     */
    public record By(UUID ruleSet, int version, int rule, String ruleName, List<Failure> failures) {
        public By {
            failures = List.copyOf(failures);
        }
    }

    /** A rule that was passed over because it could not be evaluated. @param rule its place, from 0 */
    public record Failure(int rule, String why) {}

    /** A gateway to be tried, with its health at that moment. */
    public record Option(String gateway, Health health) {}

    /** Names of those to try, in their order. */
    public List<String> gateways() {
        return order.stream().map(Option::gateway).toList();
    }

    /** Whether there was anything to decide. */
    boolean isTold() {
        return by != null || able.size() > 1;
    }
}
