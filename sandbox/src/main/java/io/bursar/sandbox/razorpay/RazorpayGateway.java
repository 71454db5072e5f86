package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.faults.Fault;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.faults.WhatGoesWrong;
import io.bursar.sandbox.http.Dropped;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.text.JsonText;
import io.bursar.sandbox.text.Multipart;
import io.bursar.sandbox.world.Call;
import io.bursar.sandbox.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Razorpay's door: who calls, under which key, and what goes wrong on the way. */
public final class RazorpayGateway {
    public static final String PLAYER = "razorpay";
    private static final String PREFIX = "rzp_";

    private final World world;
    private final FaultRules faults;
    private final String credentials;
    private final RazorpayRoutes routes;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param credentials key id and key secret, with a colon between
     * @param address how the sandbox itself is reached
     */
    public RazorpayGateway(World world, WhatGoesWrong wrong, String credentials, String address) {
        this.world = world;
        faults = wrong.calls();
        this.credentials = credentials;
        routes = new RazorpayRoutes(
                world, wrong.reports(), credentials.substring(credentials.indexOf(':') + 1), address);
        world.add(PLAYER, routes);
    }

    /** Tells of money that reaches the merchant's bank; called before the world starts. */
    public void hear(java.util.function.Consumer<io.bursar.sandbox.bank.Transfer> bank) {
        routes.hear(bank);
    }

    public RazorpayActions actions() {
        return new RazorpayActions(world, routes);
    }

    /** Whether the caller shows a key of Razorpay's; Stripe has the same paths. */
    public static boolean isMeant(HttpRequest http) {
        return user(http).startsWith(PREFIX);
    }

    private static String user(HttpRequest http) {
        String given = http.headerOrEmpty("Authorization");
        if (!given.startsWith("Basic ")) {
            return "";
        }
        try {
            return new String(Base64.getDecoder().decode(given.substring(6).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    public HttpAnswer handle(HttpRequest http) throws Dropped, InterruptedException {
        if (!user(http).equals(credentials)) {
            return RazorpayProblem.of(401, "Authentication failed").answer();
        }
        Fault fault = Fault.of(faults.onCall(PLAYER, http.method(), http.path(), amount(http)));
        try {
            return answer(http, fault);
        } catch (RazorpayProblem problem) {
            return problem.answer();
        }
    }

    private long amount(HttpRequest http) {
        if (faults.isEmpty() || http.body().length == 0 || Multipart.isMeant(http)) {
            return 0;
        }
        try {
            String amount = JsonText.parse(http.bodyText()).text("amount");
            return amount != null && amount.matches("\\d{1,12}") ? Long.parseLong(amount) : 0;
        } catch (JsonText.NoObject e) {
            // Executing the call says so.
            return 0;
        }
    }

    private static String body(HttpRequest http) {
        if (!Multipart.isMeant(http)) {
            return http.bodyText();
        }
        Multipart parts = Multipart.parse(http);
        if (parts == null) {
            throw RazorpayProblem.bad("The multipart body cannot be read.");
        }
        return parts.json();
    }

    private HttpAnswer answer(HttpRequest http, Fault fault) throws Dropped, InterruptedException {
        if (fault.is(FaultKind.RATE_LIMIT)) {
            throw RazorpayProblem.of(429, "Request failed. Please try after sometime.");
        }
        if (fault.is(FaultKind.UNAVAILABLE)) {
            throw RazorpayProblem.of(503, "The server is temporarily unavailable.");
        }
        if (fault.is(FaultKind.CONFLICT)) {
            throw RazorpayProblem.of(409, "Another request is in progress.");
        }
        String path = http.query().isEmpty() ? http.path() : http.path() + "?" + http.query();
        Call call = Call.of(PLAYER, http.method(), path, body(http)).withEffect(fault.effect());
        if (http.method().equals("GET")) {
            fault.before();
            HttpAnswer answer = world.read(() -> routes.apply(call));
            fault.after();
            return answer;
        }
        String key = http.path().endsWith("/refund") ? http.headerOrEmpty("X-Refund-Idempotency") : "";
        if (key.isEmpty()) {
            return execute(call, fault);
        }
        if (!key.matches("[A-Za-z0-9_-]{10,255}")) {
            throw RazorpayProblem.bad("The idempotency key must be at least 10 characters long, and contain only"
                    + " alphanumeric characters, underscores, and hyphens");
        }
        if (!underWay.add(key)) {
            throw RazorpayProblem.of(409, "Another request with the same idempotency key is still in progress.");
        }
        try {
            return execute(call.withKey(key, ""), fault);
        } finally {
            underWay.remove(key);
        }
    }

    private HttpAnswer execute(Call call, Fault fault) throws Dropped, InterruptedException {
        fault.before();
        HttpAnswer answer = world.change(call);
        fault.after();
        return answer;
    }
}
