package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A card that is to be kept for later. */
final class SetupIntent implements Item {
    private final String id;
    private final long created;
    final String clientSecret;
    String status = PaymentIntent.NEEDS_METHOD;
    String usage = "off_session";

    @Nullable
    Customer customer;

    @Nullable
    PaymentMethod method;

    @Nullable
    String description;

    Map<String, String> metadata = Map.of();

    @Nullable
    StripeProblem lastError;

    @Nullable
    String returnUrl;

    @Nullable
    String challengeUrl;

    @Nullable
    String cancellationReason;

    @Nullable
    Mandate mandate;

    @Nullable
    String automaticRedirects;

    List<String> methodTypes = List.of("card");
    List<String> allowedTypes = List.of();
    String threeDs = "automatic";

    SetupIntent(String id, long created, String clientSecret) {
        this.id = id;
        this.created = created;
        this.clientSecret = clientSecret;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long created() {
        return created;
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "setup_intent");
        if (!allowedTypes.isEmpty()) {
            json.put("allowed_payment_method_types", allowedTypes);
        }
        json.putNull("application");
        if (automaticRedirects == null) {
            json.putNull("automatic_payment_methods");
        } else {
            json.open("automatic_payment_methods").put("allow_redirects", automaticRedirects);
            json.put("enabled", true).close();
        }
        json.put("cancellation_reason", cancellationReason).put("client_secret", clientSecret);
        json.put("created", created);
        Shown.reference(json, "customer", customer, expand);
        json.put("description", description).putNulls("excluded_payment_method_types", "flow_directions");
        PaymentIntent.error(json, "last_setup_error", lastError);
        json.putNull("latest_attempt").put("livemode", false);
        Shown.reference(json, "mandate", mandate, expand);
        json.put("metadata", metadata);
        PaymentIntent.nextAction(json, challengeUrl, returnUrl);
        json.putNull("on_behalf_of");
        Shown.reference(json, "payment_method", method, expand);
        json.putNull("payment_method_configuration_details");
        json.open("payment_method_options").open("card").putNulls("mandate_options", "network");
        json.put("request_three_d_secure", threeDs).close().close();
        json.put("payment_method_types", methodTypes).putNull("single_use_mandate");
        json.put("status", status).put("usage", usage).close();
    }
}
