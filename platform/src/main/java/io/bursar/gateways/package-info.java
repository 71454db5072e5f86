/**
 * Providers of payments, each behind one {@link io.bursar.gateways.Gateway}, all called through
 * {@link io.bursar.gateways.Gateways}.
 *
 * <p>Always: what a provider says is told as cumulative facts about one payment ({@link
 * io.bursar.gateways.ProviderPayment}), whoever asked and however it came (an answer, a webhook, a look), so that one
 * function can compare it with what is known. Silence is {@link io.bursar.gateways.Answer.Unknown}, never a failure.
 * Nothing is sent twice but under the provider's own idempotency key. This package keeps no state of payments; it keeps
 * what providers sent, byte for byte.
 */
@ApplicationModule(
        displayName = "Gateways",
        allowedDependencies = {"api", "database", "jobs", "money"})
@NullMarked
package io.bursar.gateways;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
