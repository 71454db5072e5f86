package io.bursar.sandbox.faults;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can go wrong. The names, in lower case, are those of the control API. */
public enum FaultKind {
    /** The call waits, then is executed, whether or not the caller still listens. */
    DELAY_BEFORE("call"),
    /** The call is executed, then its answer waits. */
    DELAY_AFTER("call"),
    /** Never executed, never answered. */
    TIMEOUT_BEFORE("call"),
    /** Executed, never answered. */
    TIMEOUT_AFTER("call"),
    /** Never executed; the connection is reset. */
    RESET_BEFORE("call"),
    /** Executed; the connection is reset. */
    RESET_AFTER("call"),
    /** Not executed; answered 500, and the same key is answered so for ever. */
    ERROR_BEFORE("call"),
    /** Executed; answered 500, and the same key is answered so for ever. */
    ERROR_AFTER("call"),
    /** Not executed; answered 503, which is kept for no key. */
    UNAVAILABLE("call"),
    /** Not executed; answered 429. */
    RATE_LIMIT("call"),
    /** Not executed; answered 409, as when another call holds the object. */
    CONFLICT("call"),
    /** The payer's bank declines, for the reason {@code code}. */
    DECLINE("call"),
    /** The payment stays in processing, and succeeds {@code delay_ms} later. */
    LATE_SUCCESS("call"),
    /** The payment stays in processing, and fails {@code delay_ms} later. */
    LATE_FAILURE("call"),
    /** The amount in the answer is one more than what was done. */
    WRONG_AMOUNT("call"),
    /** The currency in the answer is another. */
    WRONG_CURRENCY("call"),
    /** The provider refunds the payment by itself, {@code delay_ms} later. */
    REFUND_LATER("call"),
    /** The payer disputes the payment, {@code delay_ms} later. */
    DISPUTE_LATER("call"),
    /** The webhook waits. */
    WEBHOOK_DELAY("webhook"),
    /** The webhook comes twice. */
    WEBHOOK_DUPLICATE("webhook"),
    /** The webhook waits until another has overtaken it, at most {@code delay_ms}. */
    WEBHOOK_REORDER("webhook"),
    /** The attempt is lost; it counts as failed and is repeated. */
    WEBHOOK_LOST("webhook");

    private final String place;

    FaultKind(String place) {
        this.place = place;
    }

    boolean isOnWebhooks() {
        return place.equals("webhook");
    }

    public String spelled() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Null for what is no kind. */
    public static @Nullable FaultKind of(String spelled) {
        for (FaultKind kind : values()) {
            if (kind.spelled().equals(spelled)) {
                return kind;
            }
        }
        return null;
    }

    /** Whether it is executing the call that goes wrong, and not the connection. */
    public boolean isEffect() {
        return switch (this) {
            case ERROR_BEFORE,
                    ERROR_AFTER,
                    DECLINE,
                    LATE_SUCCESS,
                    LATE_FAILURE,
                    WRONG_AMOUNT,
                    WRONG_CURRENCY,
                    REFUND_LATER,
                    DISPUTE_LATER -> true;
            default -> false;
        };
    }
}
