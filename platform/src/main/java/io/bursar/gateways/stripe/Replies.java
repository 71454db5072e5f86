package io.bursar.gateways.stripe;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Decline;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.Vault.Kept;
import io.bursar.gateways.stripe.StripeApi.Reply;
import io.bursar.gateways.wire.Json;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe's replies prove. A refusal proves that nothing happened, except one that says the key had been used
 * otherwise or is in use: then something did happen, or is about to. A 500 proves nothing and is replayed for ever.
 */
final class Replies {
    private static final String IDEMPOTENCY = "idempotency_error";
    private static final int UNAUTHORIZED = 401;
    private static final int PAYMENT_REQUIRED = 402;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int BAD_REQUEST = 400;

    private Replies() {}

    /** What a failure proves. */
    private sealed interface Proof {
        record Declined(Decline decline) implements Proof {}

        record Refused(
                String code, String message, @Nullable String param) implements Proof {}

        record Missing() implements Proof {}

        record NotSent(Reason reason) implements Proof {}

        record Nothing(String why) implements Proof {}
    }

    /** @param read of a good answer */
    static Answer answer(Reply reply, Function<Json, ProviderPayment> read) {
        if (reply instanceof Reply.Done(Json body)) {
            try {
                return new Answer.Seen(read.apply(body));
            } catch (Json.Lacking unreadable) {
                return new Answer.Unknown("unreadable answer: " + unreadable.getMessage());
            }
        }
        return switch (proof(reply)) {
            case Proof.Declined(Decline decline) -> new Answer.Declined(decline, payment(reply));
            case Proof.Refused(String code, String message, String _) -> new Answer.Refused(code, message);
            case Proof.Missing _ -> new Answer.Missing();
            case Proof.NotSent(Reason reason) -> new Answer.NotSent(reason);
            case Proof.Nothing(String why) -> new Answer.Unknown(why);
        };
    }

    /** The same for what is kept. */
    static <T> Kept<T> kept(Reply reply, Function<Json, T> read) {
        if (reply instanceof Reply.Done(Json body)) {
            try {
                return new Kept.Done<>(read.apply(body));
            } catch (Json.Lacking unreadable) {
                return new Kept.Unknown<>("unreadable answer: " + unreadable.getMessage());
            }
        }
        return switch (proof(reply)) {
            case Proof.Declined(Decline decline) -> new Kept.Declined<>(decline);
            case Proof.Refused(String code, String message, String param) -> new Kept.Refused<>(code, message, param);
            case Proof.Missing _ -> new Kept.Missing<>();
            case Proof.NotSent(Reason reason) -> new Kept.NotSent<>(reason);
            case Proof.Nothing(String why) -> new Kept.Unknown<>(why);
        };
    }

    /** A decline carries the payment that it left behind. */
    private static @Nullable ProviderPayment payment(Reply reply) {
        if (reply instanceof Reply.Failed(int _, Json error)
                && error.in("payment_intent").isThere()) {
            try {
                return PaymentReader.read(error.in("payment_intent"));
            } catch (Json.Lacking unreadable) {
                return null;
            }
        }
        return null;
    }

    private static Proof proof(Reply reply) {
        return switch (reply) {
            case Reply.Done _ -> throw new IllegalStateException("a good answer is no failure");
            case Reply.Unreachable _ -> new Proof.NotSent(Reason.UNREACHABLE);
            case Reply.Silent(String why) -> new Proof.Nothing(why);
            case Reply.Failed(int status, Json error) -> proof(status, error);
        };
    }

    private static Proof proof(int status, Json error) {
        String code = error.text("code", error.text("type", "status_" + status));
        if (!error.isThere()) {
            return new Proof.Nothing("status " + status + " without Stripe's error: something else answered");
        }
        if (error.text("type", "").equals(IDEMPOTENCY)) {
            return new Proof.Nothing(code + ": the operation's key is in use, or was used otherwise");
        }
        return switch (status) {
            case PAYMENT_REQUIRED -> declined(code, error);
            case NOT_FOUND -> code.equals("resource_missing") ? new Proof.Missing() : refused(code, error);
            case BAD_REQUEST, UNAUTHORIZED, FORBIDDEN -> refused(code, error);
            case TOO_MANY -> new Proof.NotSent(Reason.BUSY);
            case CONFLICT ->
                code.equals("lock_timeout") ? new Proof.NotSent(Reason.BUSY) : new Proof.Nothing("status 409 " + code);
            default -> new Proof.Nothing("status " + status + " " + code);
        };
    }

    private static Proof declined(String code, Json error) {
        return error.text("type", "").equals("card_error")
                ? new Proof.Declined(Declines.read(error))
                : refused(code, error);
    }

    private static Proof refused(String code, Json error) {
        return new Proof.Refused(code, error.text("message", "Stripe gave no reason."), error.text("param"));
    }
}
