package io.bursar.routing;

import java.util.List;

/**
 * One line of a set.
 *
 * @param name for people; empty: none
 * @param when a CEL expression, true of the payments that it is for
 * @param gateways to be tried, in this order; at least one
 */
record Rule(String name, String when, List<String> gateways) {
    Rule {
        gateways = List.copyOf(gateways);
    }
}
