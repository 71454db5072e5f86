/**
 * Taking money in: {@code /v1/payment_intents}, charges, refunds.
 *
 * <p>A {@code Payment} is what somebody is to pay; under it attempts, each at one gateway; under each attempt
 * operations, each a call with an effect. An operation is written before its call is made; what became of it is read
 * from what the gateway says of the payment as a whole ({@code PaymentDecisions.hear}), whoever asked and however it
 * came. Always: silence is unknown and is asked about until it is known; what happened at the gateway is in the
 * ledger in the commit that says so here; another gateway is tried only on proof that nothing happened at the first.
 */
@ApplicationModule(
        displayName = "Payments",
        allowedDependencies = {
            "api",
            "changes",
            "customers",
            "database",
            "engine",
            "gateways",
            "idempotency",
            "jobs",
            "ledger",
            "methods",
            "money",
            "outbox",
            "routing",
            "setups"
        })
@NullMarked
package io.bursar.payments;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
