/**
 * Which gateway takes a payment: ordered rules of a book ({@code /v1/routing_rule_sets}), each a CEL expression over
 * what is known of a payment before it is tried, with the gateways to try in their order.
 *
 * <p>Always: at most one set of a book is in force, every node knows it within a second, and what a set says never
 * changes. A rule never fails a payment: one that cannot be evaluated is passed over, counted and named in the
 * decision, which is written in the commit of the try that it led to. Rules only choose among gateways that can take
 * the payment; where they choose nothing, all of those are tried in the order of the configuration.
 */
@ApplicationModule(
        displayName = "Routing",
        allowedDependencies = {"api", "database", "engine", "gateways", "idempotency", "money", "outbox"})
@NullMarked
package io.bursar.routing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
