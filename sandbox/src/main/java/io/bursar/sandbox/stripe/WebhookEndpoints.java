package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.world.Letter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Where events go. */
final class WebhookEndpoints {
    private static final Set<String> WRITE =
            Set.of("url", "enabled_events", "api_version", "description", "metadata", "disabled", "connect");
    private static final int MOST = 16;

    private final State state;
    private final Shelf<Endpoint> endpoints = new Shelf<>("webhook endpoint");

    private static final class Endpoint implements Item {
        private final String id;
        private final long created;
        private final String secret;
        private URI url;
        private List<String> types;
        private String version = StripeGateway.VERSION;
        private boolean hasOwnVersion;
        private @Nullable String description;
        private Map<String, String> metadata = Map.of();
        private boolean isDisabled;
        private boolean isDeleted;
        private boolean showsSecret;

        Endpoint(State state, URI url, List<String> types) {
            id = state.id("we_");
            created = state.now();
            secret = state.world.ids().next("whsec_", 32);
            this.url = url;
            this.types = types;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public long created() {
            return created;
        }

        boolean wants(String type) {
            return !isDisabled && !isDeleted && types.stream().anyMatch(each -> covers(each, type));
        }

        @Override
        public void render(JsonWriter json, Expand expand) {
            json.open().put("id", id).put("object", "webhook_endpoint");
            json.put("api_version", hasOwnVersion ? version : null)
                    .putNull("application")
                    .put("created", created);
            json.put("description", description).put("enabled_events", types).put("livemode", false);
            json.put("metadata", metadata);
            if (showsSecret) {
                json.put("secret", secret);
            }
            json.put("status", isDisabled ? "disabled" : "enabled")
                    .put("url", url.toString())
                    .close();
        }
    }

    /** An event on its way to an endpoint. */
    private record StripeLetter(Endpoint endpoint, Event event) implements Letter {
        @Override
        public String player() {
            return "stripe";
        }

        @Override
        public String type() {
            return event.type;
        }

        @Override
        public String about() {
            return event.about;
        }

        @Override
        public URI url() {
            return endpoint.url;
        }

        @Override
        public Sealed seal(long wallMs) {
            JsonWriter json = new JsonWriter();
            event.render(json, endpoint.version);
            byte[] body = json.toBytes();
            String signature = signature(wallMs / 1000, body, endpoint.secret);
            return new Sealed(
                    List.of(
                            "Content-Type",
                            "application/json; charset=utf-8",
                            "Stripe-Signature",
                            signature,
                            "User-Agent",
                            "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
                    body);
        }

        @Override
        public boolean isWanted() {
            return !endpoint.isDeleted && !endpoint.isDisabled;
        }

        @Override
        public void settled() {
            event.pending--;
        }
    }

    WebhookEndpoints(State state) {
        this.state = state;
    }

    /** The header {@code Stripe-Signature}: HMAC-SHA256 over time, a dot and the body, keyed with the whole secret. */
    static String signature(long seconds, byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    /** Whether what an endpoint asked for covers a type: itself, all, or {@code charge.*}. */
    static boolean covers(String asked, String type) {
        return asked.equals("*")
                || asked.equals(type)
                || (asked.endsWith(".*") && type.startsWith(asked.substring(0, asked.length() - 1)));
    }

    void send(Event event) {
        for (int i = 0; i < endpoints.size(); i++) {
            if (endpoints.at(i).wants(event.type)) {
                event.pending++;
                state.world.webhooks().send(new StripeLetter(endpoints.at(i), event));
            }
        }
    }

    HttpAnswer answer(Request request) {
        Params params = request.params();
        return switch (request.route()) {
            case "GET" -> {
                Replies.listParams(request, Set.of());
                yield Listing.page(endpoints, request, endpoint -> !endpoint.isDeleted);
            }
            case "GET id" -> Replies.one(known(request), request);
            case "POST" -> {
                Endpoint endpoint = create(params.allow(WRITE));
                endpoint.showsSecret = true;
                HttpAnswer answer = Replies.one(endpoint, request);
                endpoint.showsSecret = false;
                yield answer;
            }
            case "POST id" -> {
                Endpoint endpoint = known(request);
                update(endpoint, params.allow(WRITE));
                yield Replies.one(endpoint, request);
            }
            case "DELETE id" -> {
                Endpoint endpoint = known(request);
                endpoint.isDeleted = true;
                yield Replies.deleted(endpoint.id(), "webhook_endpoint");
            }
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private Endpoint known(Request request) {
        Endpoint endpoint = endpoints.get(request.id(), "id");
        if (endpoint.isDeleted) {
            throw StripeProblem.noSuch(404, "webhook endpoint", request.id(), "id");
        }
        return endpoint;
    }

    private Endpoint create(Params params) {
        long inUse = java.util.stream.IntStream.range(0, endpoints.size())
                .filter(i -> !endpoints.at(i).isDeleted)
                .count();
        if (inUse >= MOST) {
            throw StripeProblem.invalid("You have reached the maximum of 16 test webhook endpoints.", null);
        }
        URI url = url(params.require("url"));
        List<String> types = params.texts("enabled_events");
        if (types.isEmpty()) {
            throw StripeProblem.missing("enabled_events");
        }
        Endpoint endpoint = new Endpoint(state, url, types);
        String version = params.text("api_version");
        endpoint.hasOwnVersion = version != null;
        endpoint.version = version == null ? StripeGateway.VERSION : version;
        endpoint.description = params.text("description");
        endpoint.metadata = params.metadata(Map.of());
        endpoints.add(endpoint);
        return endpoint;
    }

    private static void update(Endpoint endpoint, Params params) {
        String url = params.text("url");
        endpoint.url = url == null ? endpoint.url : url(url);
        List<String> types = params.texts("enabled_events");
        endpoint.types = types.isEmpty() ? endpoint.types : types;
        endpoint.isDisabled = params.has("disabled") ? params.isTrue("disabled") : endpoint.isDisabled;
        endpoint.description = params.has("description") ? params.text("description") : endpoint.description;
        endpoint.metadata = params.metadata(endpoint.metadata);
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if ("http".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw StripeProblem.invalid("Invalid URL: " + text, "url").with("code", "url_invalid");
        }
        throw StripeProblem.invalid(
                        "Invalid URL: the sandbox delivers over plain http, to " + "an address such as"
                                + " http://127.0.0.1:8780/webhooks.",
                        "url")
                .with("code", "url_invalid");
    }
}
