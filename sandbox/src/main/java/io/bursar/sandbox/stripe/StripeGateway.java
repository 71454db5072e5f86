package io.bursar.sandbox.stripe;

import io.bursar.sandbox.faults.Fault;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.http.Dropped;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.text.Multipart;
import io.bursar.sandbox.world.Call;
import io.bursar.sandbox.world.Ids;
import io.bursar.sandbox.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Stripe's door: who calls, under which key, and what goes wrong on the way. */
public final class StripeGateway {
    /** The version of Stripe's API that is played. */
    public static final String VERSION = "2026-07-29.dahlia";

    public static final String PLAYER = "stripe";
    private static final int MAX_KEY = 255;

    private final World world;
    private final FaultRules faults;
    private final String secretKey;
    private final Routes routes;
    private final KeptAnswers kept;
    private final AtomicLong requests;

    /**
     * @param secretKey the API key that callers must show
     * @param address how the sandbox itself is reached, such as {@code http://127.0.0.1:8790}
     */
    public StripeGateway(World world, FaultRules faults, String secretKey, String address) {
        this.world = world;
        this.faults = faults;
        this.secretKey = secretKey;
        kept = new KeptAnswers();
        routes = new Routes(new State(world, address), kept);
        requests = new AtomicLong(Ids.mix(faults.wallMs()));
        world.add(PLAYER, routes);
    }

    /** Tells of money that reaches the merchant's bank, or leaves it again; called before the world starts. */
    public void hear(java.util.function.Consumer<io.bursar.sandbox.bank.Transfer> bank) {
        routes.hear(bank);
    }

    /** What others may do to this Stripe without being its callers. */
    public StripeActions actions() {
        return routes.actions();
    }

    public HttpAnswer handle(HttpRequest http) throws Dropped, InterruptedException {
        String requestId = requestId();
        try {
            authenticate(http);
            Fault fault = Fault.of(faults.onCall(PLAYER, http.method(), http.path(), amount(http)));
            return withHeaders(answer(http, requestId, fault), http, requestId);
        } catch (StripeProblem problem) {
            return withHeaders(problem.answer(requestId), http, requestId);
        }
    }

    private String requestId() {
        long bits = Ids.mix(requests.incrementAndGet());
        return "req_" + Long.toString((bits >>> 2) | 1L << 61, 36);
    }

    private long amount(HttpRequest http) {
        if (faults.isEmpty() || http.body().length == 0 || Multipart.isMeant(http)) {
            return 0;
        }
        String amount = io.bursar.sandbox.text.FormText.parse(http.bodyText()).text("amount");
        return amount != null && amount.matches("\\d{1,12}") ? Long.parseLong(amount) : 0;
    }

    private void authenticate(HttpRequest http) {
        String given = http.headerOrEmpty("Authorization");
        String key = given;
        if (given.startsWith("Bearer ")) {
            key = given.substring(7);
        } else if (given.startsWith("Basic ")) {
            key = basic(given.substring(6));
        }
        if (key.isEmpty()) {
            throw StripeProblem.unauthorized(
                    "You did not provide an API key. You need to provide your API key in the Authorization header,"
                            + " using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See"
                            + " https://stripe.com/docs/api#authentication for details, or we can help at"
                            + " https://support.stripe.com/.");
        }
        if (!key.equals(secretKey)) {
            String tail = key.length() > 12 ? key.substring(key.length() - 4) : "";
            throw StripeProblem.unauthorized("Invalid API Key provided: sk_test_****" + tail);
        }
    }

    private static String basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
            return pair.replaceFirst(":.*", "");
        } catch (IllegalArgumentException e) {
            return "malformed";
        }
    }

    private HttpAnswer answer(HttpRequest http, String requestId, Fault fault) throws Dropped, InterruptedException {
        refuseOnTheWay(fault);
        String path = http.query().isEmpty() ? http.path() : http.path() + "?" + http.query();
        String body = body(http);
        Call call = Call.of(PLAYER, http.method(), path, body)
                .withVersion(http.headerOrEmpty("Stripe-Version"))
                .withEffect(fault.effect());
        return switch (http.method()) {
            case "GET" -> {
                fault.before();
                HttpAnswer answer = world.read(() -> routes.apply(call.withKey("", requestId)));
                fault.after();
                yield answer;
            }
            case "POST" -> {
                String key = http.headerOrEmpty("Idempotency-Key");
                yield key.isEmpty() ? execute(call.withKey("", requestId), fault) : once(call, key, requestId, fault);
            }
            case "DELETE" -> execute(call.withKey("", requestId), fault);
            default -> throw StripeProblem.noRoute(http.method(), http.path());
        };
    }

    /** As a form, whatever it was sent as; without card numbers. */
    private static String body(HttpRequest http) {
        if (!Multipart.isMeant(http)) {
            return CardNumbers.without(http.bodyText());
        }
        Multipart parts = Multipart.parse(http);
        if (parts == null) {
            throw StripeProblem.invalid("The multipart body cannot be read.", null);
        }
        return parts.form();
    }

    private static void refuseOnTheWay(Fault fault) {
        if (fault.is(FaultKind.RATE_LIMIT)) {
            throw StripeProblem.rateLimit();
        }
        if (fault.is(FaultKind.CONFLICT)) {
            throw StripeProblem.locked();
        }
        if (fault.is(FaultKind.UNAVAILABLE)) {
            throw StripeProblem.api(503);
        }
    }

    private HttpAnswer execute(Call call, Fault fault) throws Dropped, InterruptedException {
        fault.before();
        HttpAnswer answer = world.change(call);
        fault.after();
        return answer;
    }

    /** The same key is executed once, and answered alike for ever after. */
    private HttpAnswer once(Call call, String key, String requestId, Fault fault) throws Dropped, InterruptedException {
        if (key.length() > MAX_KEY) {
            throw StripeProblem.invalid("Idempotency keys must be at most 255 characters.", null);
        }
        if (!kept.enter(key)) {
            throw StripeProblem.idempotency(
                    409,
                    "There is currently another in-progress request using this Idempotent Key (that probably means you"
                            + " submitted twice, and the other request is still going through): " + key
                            + ". Please try again later.",
                    "idempotency_key_in_use");
        }
        try {
            KeptAnswers.Kept before = kept.find(key, world.clock().nowMs());
            Call keyed = call.withKey(key, requestId);
            if (before == null) {
                HttpAnswer answer = execute(keyed, fault);
                return answer.with(List.of("Original-Request", requestId));
            }
            refuseOther(before, keyed, key);
            fault.before();
            fault.after();
            return before.answer().with(List.of("Original-Request", before.requestId(), "Idempotent-Replayed", "true"));
        } finally {
            kept.leave(key);
        }
    }

    private static void refuseOther(KeptAnswers.Kept before, Call call, String key) {
        String another = " Try using a key other than '" + key + "' if you meant to execute a different request.";
        String route = Routes.routeOf(call);
        if (!before.route().equals(route)) {
            throw StripeProblem.idempotency(
                    400,
                    "Keys for idempotent requests can only be used for the same endpoint they were first used for ('"
                            + route + "' vs '" + before.route() + "')." + another,
                    null);
        }
        if (!before.parameters().equals(Request.of(call).params().tree().canonical())) {
            throw StripeProblem.idempotency(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                            + another,
                    null);
        }
    }

    private static HttpAnswer withHeaders(HttpAnswer answer, HttpRequest http, String requestId) {
        String asked = http.headerOrEmpty("Stripe-Version");
        @Nullable String key = http.header("Idempotency-Key");
        String version = asked.isEmpty() ? VERSION : asked.replaceAll("[\\r\\n]", "");
        HttpAnswer named = answer.with(List.of("Request-Id", requestId, "Stripe-Version", version));
        if (key == null || !http.method().equals("POST")) {
            return named;
        }
        HttpAnswer echoed = named.with(List.of("Idempotency-Key", key));
        return answer.status() < 500 && answer.status() != 409 && answer.status() != 429
                ? echoed.with(List.of("Stripe-Should-Retry", "false"))
                : echoed;
    }
}
