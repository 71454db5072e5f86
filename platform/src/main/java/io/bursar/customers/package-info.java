/**
 * Customers: who pays, as Stripe's API has them, under {@code /v1/customers}; and under which name each provider knows
 * them.
 *
 * <p>Always: what is known of a person is written to no log. A deleted customer is known by its id alone: name, mail,
 * phone, addresses and metadata are gone with the commit that deletes it. A provider's name for a customer is kept once
 * and never replaced.
 */
@ApplicationModule(
        displayName = "Customers",
        allowedDependencies = {"api", "database", "idempotency", "money", "outbox"})
@NullMarked
package io.bursar.customers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
