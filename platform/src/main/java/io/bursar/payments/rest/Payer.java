package io.bursar.payments.rest;

import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Problem;
import io.bursar.payments.decide.IntentTerms.Confirmation;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.tell.Reply.Sight;
import io.github.bucket4j.Bucket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The payer's browser: it has a publishable key, which everybody may see, and the secret of one payment. Of a payment
 * whose secret it does not have it learns nothing, not even whether it exists.
 */
@Component
final class Payer {
    static final String SECRET = "client_secret";

    /** What a browser may say of a payment; all else is its owner's. */
    private static final Set<String> SAID = Set.of(
            SECRET,
            "payment_method",
            "payment_method_data",
            "receipt_email",
            "return_url",
            "setup_future_usage",
            "shipping",
            "use_stripe_sdk",
            "expand");

    private static final int TOKENS = 120;
    private static final int TOKENS_A_MINUTE = 120;
    static final int LOOK = 1;
    static final int CONFIRM = 10;
    private static final int PAYMENTS_MAX = 50_000;

    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** Who asks. @param owners right that a payment's owner has for it */
    static Sight sight(Call call, Right owners) {
        return call.caller().has(owners) ? Sight.OWNER : Sight.PAYER;
    }

    /**
     * Ends a payer's request for a payment that is asked for too often: so are cards tried out, and secrets.
     *
     * @param cost {@link #LOOK}, or {@link #CONFIRM}: one in five seconds, after a dozen
     */
    void admit(Call call, int cost) {
        if (call.caller().has(Right.PAYMENTS_READ)) {
            return;
        }
        if (buckets.size() > PAYMENTS_MAX) {
            buckets.clear();
        }
        String payment = call.caller().book() + " " + call.path("id");
        Bucket bucket = buckets.computeIfAbsent(
                payment,
                each -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(TOKENS).refillGreedy(TOKENS_A_MINUTE, Duration.ofMinutes(1)))
                        .build());
        if (!bucket.tryConsume(cost)) {
            throw Problem.of(ErrorCode.RATE_LIMIT, "This payment is asked for too often. Nothing happened.")
                    .asException();
        }
    }

    /** The secret of a request, which must have one. */
    static String secret(Fields fields) {
        return fields.requireText(SECRET);
    }

    /** Takes as long whatever is wrong with the secret. */
    static boolean knows(Payment payment, String secret) {
        return MessageDigest.isEqual(
                payment.clientSecret().getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the request when it says what is not a payer's to say. */
    static void requireOwn(Fields body) {
        Optional<String> other = body.sent().members().keySet().stream()
                .filter(name -> !SAID.contains(name))
                .sorted()
                .findFirst();
        if (other.isPresent()) {
            throw body.problem(
                    ErrorCode.PARAMETER_UNSUPPORTED, other.get(), "A publishable key cannot send " + other.get() + ".");
        }
    }

    /** Ends the request when only the owner confirms the payment. */
    static void requireOpen(Payment payment) {
        if (payment.terms().confirmation() == Confirmation.MANUAL) {
            throw Problem.of(
                            ErrorCode.RIGHT_MISSING,
                            "The payment's confirmation_method is manual: it is confirmed with a secret key.")
                    .asException();
        }
    }
}
