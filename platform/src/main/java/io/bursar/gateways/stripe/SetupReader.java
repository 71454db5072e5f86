package io.bursar.gateways.stripe;

import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.wire.Json;
import java.util.Map;

/** Facts of a setup intent. */
final class SetupReader {
    private static final Map<String, ProviderSetup.Standing> SETTLED = Map.of(
            "requires_confirmation", new ProviderSetup.Standing.Open(),
            "succeeded", new ProviderSetup.Standing.Succeeded(),
            "canceled", new ProviderSetup.Standing.Canceled());

    private SetupReader() {}

    static ProviderSetup read(Json setup) {
        Json method = setup.in("payment_method");
        return new ProviderSetup(
                StripeGateway.NAME,
                setup.require("id"),
                setup.in("metadata").text(PaymentReader.OPERATION),
                standing(setup),
                method.isThere() ? MethodReader.ofMethod(method) : null,
                setup.id("mandate"));
    }

    private static ProviderSetup.Standing standing(Json setup) {
        String status = setup.require("status");
        Json error = setup.in("last_setup_error");
        return switch (status) {
            case "requires_payment_method" ->
                error.isThere()
                        ? new ProviderSetup.Standing.Failed(Declines.read(error))
                        : new ProviderSetup.Standing.Open();
            case "requires_action" -> new ProviderSetup.Standing.ActionNeeded(NextActions.read(setup));
            default -> SETTLED.getOrDefault(status, new ProviderSetup.Standing.Processing());
        };
    }
}
