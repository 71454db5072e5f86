package io.bursar.judges;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.ApiRequestParams;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * docs/stripe-compatibility.md: what Stripe's Java client can send and read, beside what api/openapi.yaml takes and
 * gives. Written anew with {@code -Dbursar.docs.write=true}.
 */
class CompatibilityPageTest {
    private static final Path ROOT = Tidy.repositoryRoot();
    private static final Path PAGE = ROOT.resolve("docs").resolve("stripe-compatibility.md");
    private static final String HEAD = """
            # Stripe's dialect

            Stripe's SDKs and command line work against Bursar by changing the base address. What they can send and is
            not taken is refused, never ignored: a parameter with 400 `parameter_unknown` that names it, a route with
            404 `route_unknown`. This page is made from api/openapi.yaml and from the request and object classes of
            stripe-java %s; a test fails when it is stale.

            """;

    /** A request of Stripe's. */
    private record Operation(String route, Class<? extends ApiRequestParams> request) {}

    private final Map<?, ?> document = load();

    private static Map<?, ?> load() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(100_000_000);
        try {
            String yaml = Files.readString(ROOT.resolve("api").resolve("openapi.yaml"));
            return new Yaml(new SafeConstructor(options)).load(yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        Dialect.REQUESTS.forEach((route, request) -> all.add(new Operation(route, request)));
        return all;
    }

    private Map<?, ?> map(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            Object reference = map.get("$ref");
            return reference == null ? map : resolve(reference.toString());
        }
        return Map.of();
    }

    private Map<?, ?> resolve(String reference) {
        Object at = document;
        for (String step : reference.substring(2).split("/", -1)) {
            at = Objects.requireNonNull(((Map<?, ?>) at).get(step), reference);
        }
        return map(at);
    }

    private Set<String> properties(Map<?, ?> schema) {
        Set<String> names = new TreeSet<>();
        map(schema.get("properties")).keySet().forEach(name -> names.add(name.toString()));
        if (schema.get("allOf") instanceof List<?> parts) {
            parts.forEach(part -> names.addAll(properties(map(part))));
        }
        return names;
    }

    /** What the route takes, in its query or its body; null when there is no such route. */
    private @Nullable Set<String> taken(String route) {
        String[] words = route.split(" ", 2);
        Map<?, ?> operation =
                map(map(map(document.get("paths")).get(words[1])).get(words[0].toLowerCase(java.util.Locale.ROOT)));
        if (operation.isEmpty()) {
            return null;
        }
        Set<String> names = new TreeSet<>();
        if (operation.get("parameters") instanceof List<?> parameters) {
            for (Object each : parameters) {
                Map<?, ?> parameter = map(each);
                if ("query".equals(parameter.get("in"))) {
                    names.add(String.valueOf(parameter.get("name")).replaceFirst("\\[.*", ""));
                }
            }
        }
        Map<?, ?> content = map(map(operation.get("requestBody")).get("content"));
        content.values().forEach(each -> names.addAll(properties(map(map(each).get("schema")))));
        return names;
    }

    private String page() {
        StringBuilder page = new StringBuilder(HEAD.formatted(com.stripe.Stripe.VERSION));
        page.append("## Requests\n\n| route | taken | out of scope: `parameter_unknown` |\n|---|---|---|\n");
        List<String> missing = new ArrayList<>();
        for (Operation operation : operations()) {
            Set<String> ours = taken(operation.route());
            if (ours == null) {
                missing.add("`" + operation.route() + "`");
                continue;
            }
            Set<String> theirs = StripesParameters.of(operation.request());
            Set<String> out = new TreeSet<>(theirs);
            out.removeAll(ours);
            Set<String> both = new TreeSet<>(theirs);
            both.retainAll(ours);
            page.append("| `")
                    .append(operation.route())
                    .append("` | ")
                    .append(words(both))
                    .append(" | ");
            page.append(words(out)).append(" |\n");
        }
        page.append("\nOut of scope as a whole, 404 `route_unknown`: ").append(words(new TreeSet<>(missing), ""));
        page.append(". All routes of Stripe's that are not named here, too.\n\n## Objects\n\n");
        page.append("| object | given | not given |\n|---|---|---|\n");
        Dialect.OBJECTS.forEach((schema, model) -> {
            Set<String> given = properties(
                    map(map(map(document.get("components")).get("schemas")).get(schema)));
            if (!given.isEmpty()) {
                Set<String> theirs = StripesParameters.membersOf(model);
                Set<String> both = new TreeSet<>(theirs);
                both.retainAll(given);
                theirs.removeAll(given);
                page.append("| ")
                        .append(schema)
                        .append(" | ")
                        .append(words(both))
                        .append(" | ");
                page.append(words(theirs)).append(" |\n");
            }
        });
        return page.append("\n## Triggers of Stripe's command line\n\nThese run, and a test runs them: ")
                .append(words(new TreeSet<>(Dialect.TRIGGERS)))
                .append(".\n\nAll others need what is not here, or not yet (Billing, Checkout,")
                .append(" Connect, Issuing, sources, products and prices, the account's balance, methods of payment")
                .append(" other than cards); their")
                .append(" first request is answered 404 `route_unknown`, or 400 `parameter_unknown` with the")
                .append(" parameter's name.\n")
                .toString();
    }

    private static String words(Set<String> names) {
        return words(names, "`");
    }

    private static String words(Set<String> names, String quote) {
        return names.isEmpty() ? "none" : quote + String.join(quote + ", " + quote, names) + quote;
    }

    @Test
    void the_page_is_what_the_document_says() throws IOException {
        String page = page();
        if (Boolean.getBoolean("bursar.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/stripe-compatibility.md; run this test with -Dbursar.docs.write=true to write it anew")
                .isEqualTo(page);
    }
}
