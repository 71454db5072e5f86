package io.bursar.gateways;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /**
     * A gateway of each account with a provider: the one that has the provider's name, and further ones.
     *
     * @param maker of a gateway by its name
     */
    public List<Gateway> make(String provider, BiFunction<String, Account, Gateway> maker) {
        List<Gateway> made = new ArrayList<>();
        accounts.forEach((name, account) -> {
            if (provider(name).equals(provider)) {
                made.add(maker.apply(name, account));
            }
        });
        return List.copyOf(made);
    }

    /** Whose a gateway is: {@code stripe} of {@code stripe} and of {@code stripe_eu}. */
    static String provider(String gateway) {
        int end = gateway.indexOf('_');
        return end < 0 ? gateway : gateway.substring(0, end);
    }

    /** The account of a gateway; empty: this deployment has none of this name. */
    public Optional<Account> account(String gateway) {
        return Optional.ofNullable(accounts.get(gateway));
    }

    /**
     * Reads {@code BURSAR_STRIPE_KEY}, {@code BURSAR_STRIPE_WEBHOOK_SECRET} (several with commas between) and, for keys
     * of the provider's test mode alone, {@code BURSAR_STRIPE_URL}; the same for every other provider. A further
     * account with Stripe is the gateway {@code stripe_eu}, by {@code BURSAR_STRIPE_EU_KEY} and so on. {@code
     * BURSAR_STRIPE_CALLS_PER_SECOND} is what the provider lets the account do: 1 to 10,000, usually 100, and the most
     * at an address of one's own.
     *
     * @throws IllegalArgumentException with a message for the operator that shows no secret
     */
    public static GatewaySettings of(Map<String, String> environment) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (Map.Entry<String, String> provider : PROVIDERS) {
            for (String gateway : gateways(provider.getKey(), environment)) {
                String prefix = prefix(gateway);
                String key = environment.getOrDefault(prefix + "_KEY", "").strip();
                if (!key.isEmpty()) {
                    accounts.put(gateway, account(prefix, key, provider.getValue(), environment));
                }
            }
        }
        return new GatewaySettings(accounts, Patience.STANDARD);
    }

    private static String prefix(String gateway) {
        return "BURSAR_" + gateway.toUpperCase(Locale.ROOT);
    }

    /** Names that the environment may have keys for: the provider's own, then further ones by the alphabet. */
    private static List<String> gateways(String provider, Map<String, String> environment) {
        Pattern further = Pattern.compile(prefix(provider) + "_([A-Z][A-Z0-9]{0,19})_KEY");
        List<String> names = new ArrayList<>(List.of(provider));
        environment.keySet().stream()
                .map(further::matcher)
                .filter(Matcher::matches)
                .map(match -> provider + "_" + match.group(1).toLowerCase(Locale.ROOT))
                .sorted()
                .forEach(names::add);
        return names;
    }

    private static Account account(String prefix, String key, String usualBase, Map<String, String> environment) {
        List<Secret> secrets = Arrays.stream(
                        environment.getOrDefault(prefix + "_WEBHOOK_SECRET", "").split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Secret::new)
                .toList();
        String url = environment.getOrDefault(prefix + "_URL", "").strip();
        URI base = url.isEmpty() ? URI.create(usualBase) : testAddress(prefix, key, url);
        int usual = url.isEmpty() ? CALLS_PER_SECOND : CALLS_PER_SECOND_MAX;
        int calls = callsPerSecond(environment, prefix + "_CALLS_PER_SECOND", usual);
        return new Account(new Secret(key), secrets, base, calls);
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
