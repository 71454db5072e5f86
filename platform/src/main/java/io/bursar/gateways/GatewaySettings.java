package io.bursar.gateways;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which gateways this deployment has, and how long it waits for them.
 *
 * @param accounts by the gateway's name, in the order in which they are preferred when nothing else decides
 * @param patience with every call
 */
public record GatewaySettings(Map<String, Account> accounts, Patience patience) {
    /** No gateway. Bursar starts all the same. */
    public static final GatewaySettings NONE = new GatewaySettings(Map.of(), Patience.STANDARD);

    /** What Stripe lets an account do in the live mode, and no provider here less. */
    private static final int CALLS_PER_SECOND = 100;

    private static final int CALLS_PER_SECOND_MAX = 10_000;

    /** Where each provider is, unless a test says otherwise. A further gateway is a further row. */
    private static final List<Map.Entry<String, String>> PROVIDERS =
            List.of(Map.entry("stripe", "https://api.stripe.com"), Map.entry("razorpay", "https://api.razorpay.com"));

    public GatewaySettings {
        accounts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
    }

    /**
     * An account with a provider.
     *
     * @param key as the provider gave it; where it gave two parts, with a colon between
     * @param webhookSecrets any of which signs what the provider sends; several while one is being replaced
     * @param base where the provider is
     * @param callsPerSecond of each kind that takes or gives money, at most; inquiries have a quarter of it beside
     */
    public record Account(Secret key, List<Secret> webhookSecrets, URI base, int callsPerSecond) {
        public Account {
            webhookSecrets = List.copyOf(webhookSecrets);
        }
    }

    /**
     * How long a provider may take.
     *
     * @param connect until there is a connection
     * @param answer until the answer is whole
     */
    public record Patience(Duration connect, Duration answer) {
        public static final Patience STANDARD = new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20));
    }

    /** A text that is never shown. */
    public static final class Secret {
        private final String text;

        public Secret(String text) {
            this.text = text;
        }

        /** In the clear, for the provider alone. */
        public String reveal() {
            return text;
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** The account with a provider; empty: this deployment has none. */
    public Optional<Account> account(String gateway) {
        return Optional.ofNullable(accounts.get(gateway));
    }

    /**
     * Reads {@code BURSAR_STRIPE_KEY}, {@code BURSAR_STRIPE_WEBHOOK_SECRET} (several with commas between) and, for keys
     * of the provider's test mode alone, {@code BURSAR_STRIPE_URL}; the same for every other provider. {@code
     * BURSAR_STRIPE_CALLS_PER_SECOND} is what the provider lets the account do: 1 to 10,000, usually 100, and the most
     * at an address of one's own.
     *
     * @throws IllegalArgumentException with a message for the operator that shows no secret
     */
    public static GatewaySettings of(Map<String, String> environment) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (Map.Entry<String, String> provider : PROVIDERS) {
            String prefix = "BURSAR_" + provider.getKey().toUpperCase(java.util.Locale.ROOT);
            String key = environment.getOrDefault(prefix + "_KEY", "").strip();
            if (!key.isEmpty()) {
                List<Secret> secrets = Arrays.stream(environment
                                .getOrDefault(prefix + "_WEBHOOK_SECRET", "")
                                .split(",", -1))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .map(Secret::new)
                        .toList();
                String url = environment.getOrDefault(prefix + "_URL", "").strip();
                URI base = url.isEmpty() ? URI.create(provider.getValue()) : testAddress(prefix, key, url);
                int usual = url.isEmpty() ? CALLS_PER_SECOND : CALLS_PER_SECOND_MAX;
                int calls = callsPerSecond(environment, prefix + "_CALLS_PER_SECOND", usual);
                accounts.put(provider.getKey(), new Account(new Secret(key), secrets, base, calls));
            }
        }
        return new GatewaySettings(accounts, Patience.STANDARD);
    }

    private static int callsPerSecond(Map<String, String> environment, String name, int usual) {
        String text = environment.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return usual;
        }
        int calls = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (calls < 1 || calls > CALLS_PER_SECOND_MAX) {
            throw new IllegalArgumentException(
                    name + " must be a number from 1 to " + CALLS_PER_SECOND_MAX + ", got \"" + text + "\".");
        }
        return calls;
    }

    /** Real money goes to the provider and nowhere else. */
    private static URI testAddress(String prefix, String key, String url) {
        if (!key.contains("_test_")) {
            throw new IllegalArgumentException(prefix + "_URL is for keys of the test mode alone, and " + prefix
                    + "_KEY is not one. Take one of them away.");
        }
        try {
            URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isWeb && uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException unreadable) {
            // Told below, like every other text that is no address.
        }
        throw new IllegalArgumentException(
                prefix + "_URL must be an address such as http://127.0.0.1:8790, got \"" + url + "\".");
    }
}
