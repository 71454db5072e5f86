/**
 * Agreements to later payments: {@code /v1/setup_intents} and the {@code /v1/mandates} that come of them.
 *
 * <p>A {@code Setup} is what somebody is to agree to; under it tries, each at one gateway. A try is written before its
 * gateway is called; its id is the gateway's key. What became of it is read from what the gateway says of it
 * ({@code SetupDecisions}), whoever asked and however it came. Always: silence is unknown and is asked about until it
 * is known; an agreement that nobody wants any more, because its setup was canceled or another try succeeded, is ended
 * at the gateway. Nothing here moves money; the rupee by which a UPI payer agrees is never captured.
 */
@ApplicationModule(
        displayName = "Setups",
        allowedDependencies = {
            "api",
            "customers",
            "database",
            "gateways",
            "idempotency",
            "jobs",
            "methods",
            "money",
            "outbox"
        })
@NullMarked
package io.bursar.setups;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
