package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import io.bursar.sandbox.world.Book;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a merchant wants paid, and how far that has come. */
final class PaymentIntent implements Item {
    static final String NEEDS_METHOD = "requires_payment_method";
    static final String NEEDS_CONFIRMATION = "requires_confirmation";
    static final String NEEDS_ACTION = "requires_action";
    static final String NEEDS_CAPTURE = "requires_capture";
    static final String PROCESSING = "processing";
    static final String SUCCEEDED = "succeeded";
    static final String CANCELED = "canceled";

    private final String id;
    private final long created;
    final String clientSecret;
    String currency;
    long amount;
    long capturable;
    long received;
    String status = NEEDS_METHOD;
    String captureMethod = "automatic_async";
    String confirmationMethod = "automatic";

    @Nullable
    Customer customer;

    @Nullable
    String description;

    Map<String, String> metadata = Map.of();

    @Nullable
    PaymentMethod method;

    @Nullable
    Charge charge;

    @Nullable
    StripeProblem lastError;

    @Nullable
    String receiptEmail;

    @Nullable
    String futureUsage;

    @Nullable
    Tree shipping;

    @Nullable
    String descriptor;

    @Nullable
    String descriptorSuffix;

    @Nullable
    String transferGroup;

    @Nullable
    String returnUrl;

    @Nullable
    String cancellationReason;

    long canceledAt;
    List<String> methodTypes = List.of("card");
    List<String> allowedTypes = List.of();
    /** Null when the caller named the types; otherwise always or never, for redirects. */
    @Nullable
    String automaticRedirects;

    String threeDs = "automatic";
    boolean takesIncrements;
    boolean takesCaptures;
    /** Where the payer is to go; null when nowhere. */
    @Nullable
    String challengeUrl;

    boolean isOffSession;

    @Nullable
    Mandate mandate;

    PaymentIntent(String id, long created, String clientSecret, String currency) {
        this.id = id;
        this.created = created;
        this.clientSecret = clientSecret;
        this.currency = currency;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long created() {
        return created;
    }

    Book.Payment payment() {
        return new Book.Payment("stripe", id, currency);
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "payment_intent");
        if (!allowedTypes.isEmpty()) {
            json.put("allowed_payment_method_types", allowedTypes);
        }
        json.put("amount", amount).put("amount_capturable", capturable);
        json.open("amount_details").putEmptyObject("tip").close();
        json.put("amount_received", received).putNulls("application", "application_fee_amount");
        if (automaticRedirects == null) {
            json.putNull("automatic_payment_methods");
        } else {
            json.open("automatic_payment_methods").put("allow_redirects", automaticRedirects);
            json.put("enabled", true).close();
        }
        json.putTime("canceled_at", canceledAt).put("cancellation_reason", cancellationReason);
        json.put("capture_method", captureMethod).put("client_secret", clientSecret);
        json.put("confirmation_method", confirmationMethod)
                .put("created", created)
                .put("currency", currency);
        Shown.reference(json, "customer", customer, expand);
        json.put("description", description).putNull("excluded_payment_method_types");
        error(json, "last_payment_error", lastError);
        Shown.reference(json, "latest_charge", charge, expand);
        json.put("livemode", false).put("metadata", metadata);
        nextAction(json, challengeUrl, returnUrl);
        json.putNull("on_behalf_of");
        Shown.reference(json, "payment_method", method, expand);
        json.putNull("payment_method_configuration_details");
        options(json);
        json.put("payment_method_types", methodTypes);
        if (status.equals(PROCESSING)) {
            json.open("processing").open("card").close().put("type", "card").close();
        } else {
            json.putNull("processing");
        }
        json.put("receipt_email", receiptEmail).putNull("review").put("setup_future_usage", futureUsage);
        Shown.shipping(json, shipping);
        json.put("statement_descriptor", descriptor).put("statement_descriptor_suffix", descriptorSuffix);
        json.put("status", status)
                .putNull("transfer_data")
                .put("transfer_group", transferGroup)
                .close();
    }

    private void options(JsonWriter json) {
        json.open("payment_method_options").open("card").putNulls("installments", "mandate_options", "network");
        if (takesIncrements) {
            json.put("request_incremental_authorization", "if_available");
        }
        if (takesCaptures) {
            json.put("request_multicapture", "if_available");
        }
        json.put("request_three_d_secure", threeDs).close().close();
    }

    static void error(JsonWriter json, String name, @Nullable StripeProblem error) {
        if (error == null) {
            json.putNull(name);
        } else {
            error.render(json.name(name), null);
        }
    }

    /** A redirect when the caller said where to come back to, otherwise something for Stripe's own script. */
    static void nextAction(JsonWriter json, @Nullable String url, @Nullable String returnUrl) {
        if (url == null) {
            json.putNull("next_action");
            return;
        }
        json.open("next_action");
        if (returnUrl == null) {
            json.put("type", "use_stripe_sdk").open("use_stripe_sdk");
            json.put("type", "three_d_secure_redirect").put("stripe_js", url).close();
        } else {
            json.open("redirect_to_url")
                    .put("return_url", returnUrl)
                    .put("url", url)
                    .close();
            json.put("type", "redirect_to_url");
        }
        json.close();
    }
}
