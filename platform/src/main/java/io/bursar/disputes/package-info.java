/**
 * Disputes: payers who have their bank take a payment back, {@code /v1/disputes}; warnings of fraud before one comes;
 * files that are given as evidence.
 *
 * <p>What a bank does is a fact, told by the gateway: state, money and event are written in one commit with the payment
 * that it is about ({@code payments.Saves}), and money follows the refund's way back. Always: a state changes by the
 * table alone; money that moved is booked once, however often and in whatever order it is told; a word of the gateway
 * that would go back is believed only when the gateway, asked, says so again. Evidence is an operation at the gateway:
 * written before the call, unknown when nobody answers, asked about until it is known.
 */
@ApplicationModule(
        displayName = "Disputes",
        allowedDependencies = {
            "api",
            "changes",
            "database",
            "engine",
            "gateways",
            "idempotency",
            "jobs",
            "money",
            "outbox",
            "payments",
            "payments :: decide",
            "payments :: tell"
        })
@NullMarked
package io.bursar.disputes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
