package io.bursar.traces;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go, and of how many requests.
 *
 * @param endpoint of an OTLP collector over HTTP, such as {@code http://127.0.0.1:4318}; null: nowhere
 * @param share of the requests that nobody before us decided about, 0 to 1
 * @param service the name that they go under
 */
public record TraceSettings(@Nullable URI endpoint, double share, String service) {
    /** No traces. */
    public static final TraceSettings OFF = new TraceSettings(null, 0, "bursar");

    /**
     * As OpenTelemetry's own variables say: {@code OTEL_EXPORTER_OTLP_ENDPOINT}, {@code OTEL_TRACES_SAMPLER_ARG},
     * {@code OTEL_SERVICE_NAME}.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    public static TraceSettings of(Map<String, String> environment) {
        String endpoint = environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        if (endpoint.isEmpty()) {
            return OFF;
        }
        return new TraceSettings(
                uri(endpoint),
                share(environment.getOrDefault("OTEL_TRACES_SAMPLER_ARG", "1")),
                environment.getOrDefault("OTEL_SERVICE_NAME", "bursar"));
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException unreadable) {
            // Told below, like every other text that is no address.
        }
        throw new IllegalArgumentException("OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as"
                + " http://127.0.0.1:4318, got \"" + text + "\".");
    }

    private static double share(String text) {
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException unreadable) {
            // Told below, like a number out of range.
        }
        throw new IllegalArgumentException(
                "OTEL_TRACES_SAMPLER_ARG must be a share from 0 to 1, got \"" + text + "\".");
    }
}
