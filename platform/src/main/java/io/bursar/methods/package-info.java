/**
 * Payment methods: with what people pay, as Stripe's API has it, whatever gateway keeps it; under {@code
 * /v1/payment_methods}.
 *
 * <p>Always: a method's gateway, token and kind never change, and one token of a gateway is one method of a book. A
 * method belongs to one customer at most; once it was taken from its customer it is used no more. What a provider may
 * have done without our knowing (an attachment whose answer never came) is remembered before it is asked for, and asked
 * for again under the same key until it is known. No number of a card enters here: providers' tokens stand for them.
 */
@ApplicationModule(
        displayName = "Payment methods",
        allowedDependencies = {
            "api",
            "customers",
            "database",
            "engine",
            "gateways",
            "idempotency",
            "jobs",
            "money",
            "outbox"
        })
@NullMarked
package io.bursar.methods;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
