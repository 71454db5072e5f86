package io.bursar.gateways.stripe;

import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.gateways.Postbox;
import io.bursar.gateways.wire.Hmac;
import io.bursar.gateways.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads Stripe's events. */
final class StripePostbox implements Postbox {
    /** Signatures may be so old, or so far ahead of our clock. */
    static final Duration TOLERANCE = Duration.ofSeconds(300);

    private final List<Secret> secrets;

    StripePostbox(List<Secret> secrets) {
        this.secrets = secrets;
    }

    /** A header {@code t=…,v1=…,v1=…}. */
    private record Signature(long seconds, List<String> v1) {
        static Optional<Signature> parse(String header) {
            long seconds = -1;
            List<String> v1 = new ArrayList<>();
            for (String part : header.split(",", -1)) {
                String text = part.strip();
                if (text.startsWith("t=")
                        && text.length() <= 14
                        && text.substring(2).matches("[0-9]+")) {
                    seconds = Long.parseLong(text.substring(2));
                } else if (text.startsWith("v1=")) {
                    v1.add(text.substring(3));
                }
            }
            return seconds < 0 || v1.isEmpty() ? Optional.empty() : Optional.of(new Signature(seconds, v1));
        }
    }

    @Override
    public Reading read(Function<String, Optional<String>> header, byte[] body, Instant now) {
        Optional<Signature> parsed = header.apply("stripe-signature").flatMap(Signature::parse);
        if (parsed.isEmpty()) {
            return new Reading.Forged("there is no Stripe-Signature of the form t=…,v1=…");
        }
        Signature signature = parsed.get();
        byte[] prefix = (signature.seconds() + ".").getBytes(StandardCharsets.US_ASCII);
        if (!Hmac.isSigned(secrets, signature.v1(), prefix, body)) {
            return new Reading.Forged(secrets.isEmpty() ? "no webhook secret is configured" : "signed by nobody known");
        }
        Instant signedAt = Instant.ofEpochSecond(signature.seconds());
        if (Duration.between(signedAt, now).abs().compareTo(TOLERANCE) > 0) {
            return new Reading.Stale(signedAt);
        }
        return read(Json.read(body));
    }

    @Override
    public Reading reread(Function<String, Optional<String>> header, byte[] body) {
        return read(Json.read(body));
    }

    private static Reading read(Json event) {
        if (!event.text("object", "").equals("event")) {
            return new Reading.Unreadable("it is no event: object is not \"event\"");
        }
        try {
            return new Reading.Genuine(
                    event.require("id"),
                    event.require("type"),
                    Instant.ofEpochSecond(event.requireNumber("created")),
                    EventReader.read(event));
        } catch (Json.Lacking | ArithmeticException unreadable) {
            return new Reading.Unreadable(String.valueOf(unreadable.getMessage()));
        }
    }
}
