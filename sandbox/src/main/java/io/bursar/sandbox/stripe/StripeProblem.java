package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error as Stripe answers it. */
final class StripeProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String INVALID = "invalid_request_error";

    private final transient int status;
    private final transient String type;
    private final transient List<String> members = new ArrayList<>();
    private final transient List<Item> items = new ArrayList<>();
    private final transient List<String> itemNames = new ArrayList<>();
    private transient boolean isKept;

    private StripeProblem(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    /** A parameter cannot be taken: nothing was begun, and the key may be used again. */
    static StripeProblem invalid(String message, @Nullable String param) {
        return new StripeProblem(400, INVALID, message).with("param", param);
    }

    static StripeProblem missing(String param) {
        return invalid("Missing required param: " + param + ".", param).with("code", "parameter_missing");
    }

    static StripeProblem unknown(String param) {
        return invalid("Received unknown parameter: " + param, param).with("code", "parameter_unknown");
    }

    static StripeProblem noSuch(int status, String kind, String id, String param) {
        return new StripeProblem(status, INVALID, "No such " + kind + ": '" + id + "'")
                .with("code", "resource_missing")
                .with("param", param);
    }

    /** The object's state does not allow it: executed, and kept under the key. */
    static StripeProblem state(String code, String message) {
        return new StripeProblem(400, INVALID, message).with("code", code).kept();
    }

    static StripeProblem noRoute(String method, String path) {
        return new StripeProblem(
                404,
                INVALID,
                "Unrecognized request URL (" + method + ": " + path + "). If you are trying to list objects, remove the"
                        + " trailing slash. If you are trying to retrieve an object, make sure you passed a valid"
                        + " (non-empty) identifier in your code.");
    }

    static StripeProblem unauthorized(String message) {
        return new StripeProblem(401, INVALID, message);
    }

    static StripeProblem card(String code, @Nullable String declineCode, String message) {
        return new StripeProblem(402, "card_error", message)
                .with("code", code)
                .with("decline_code", declineCode)
                .with("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'))
                .kept();
    }

    static StripeProblem idempotency(int status, String message, @Nullable String code) {
        return new StripeProblem(status, "idempotency_error", message).with("code", code);
    }

    static StripeProblem rateLimit() {
        return new StripeProblem(
                        429,
                        INVALID,
                        "Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode."
                                + " You can learn more about rate limits here https://stripe.com/docs/rate-limits.")
                .with("code", "rate_limit");
    }

    static StripeProblem locked() {
        return new StripeProblem(
                        409,
                        INVALID,
                        "This object cannot be accessed right now because another API request or Stripe process is"
                                + " currently accessing it. If you see this error intermittently, retry the request.")
                .with("code", "lock_timeout");
    }

    static StripeProblem api(int status) {
        StripeProblem problem = new StripeProblem(
                status,
                "api_error",
                "Sorry! There was an error while talking to one of our backends. Support has been notified.");
        return status == 500 ? problem.kept() : problem;
    }

    StripeProblem with(String name, @Nullable String value) {
        if (value != null) {
            members.add(name);
            members.add(value);
        }
        return this;
    }

    /** An object within the error. */
    StripeProblem with(String name, Item item) {
        itemNames.add(name);
        items.add(item);
        return this;
    }

    StripeProblem kept() {
        isKept = true;
        return this;
    }

    boolean isKept() {
        return isKept;
    }

    @Nullable
    String member(String name) {
        int at = members.indexOf(name);
        return at < 0 ? null : members.get(at + 1);
    }

    String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    HttpAnswer answer(String requestId) {
        JsonWriter json = new JsonWriter().open().name("error");
        render(json, "https://dashboard.stripe.com/test/logs/" + requestId);
        return HttpAnswer.json(status, json.close().toBytes());
    }

    /** The error as the value of {@code error}, {@code last_payment_error} or {@code last_setup_error}. */
    void render(JsonWriter json, @Nullable String logUrl) {
        json.open();
        for (int i = 0; i < members.size(); i += 2) {
            json.put(members.get(i), members.get(i + 1));
        }
        json.put("message", message());
        for (int i = 0; i < items.size(); i++) {
            json.name(itemNames.get(i));
            items.get(i).render(json, Expand.NONE);
        }
        if (logUrl != null) {
            json.put("request_log_url", logUrl);
        }
        json.put("type", type).close();
    }
}
