package io.bursar.gateways.stripe;

import io.bursar.gateways.NextAction;
import io.bursar.gateways.wire.Json;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Stripe wants of the payer. */
final class NextActions {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private NextActions() {}

    /** @param object a payment or a setup that requires action */
    static NextAction read(Json object) {
        Json action = object.in("next_action");
        String url = action.in("redirect_to_url").text("url");
        if (url != null) {
            return new NextAction.Redirect(url);
        }
        // Stripe's script asks for the secret and finds out the rest by itself.
        ObjectNode data = MAPPER.createObjectNode();
        data.put("type", action.text("type", "use_stripe_sdk"));
        data.put("client_secret", object.text("client_secret", ""));
        return new NextAction.Script(data.toString());
    }
}
