package io.bursar.gateways;

import org.jspecify.annotations.Nullable;

/** What came of a call. All but {@link Seen} and {@link Unknown} are proof that the operation had no effect. */
public sealed interface Answer {
    /** What the provider says of the payment now; whether the operation had its effect is read from there. */
    record Seen(ProviderPayment payment) implements Answer {}

    /**
     * The operation had no effect because a bank, or the provider for it, said no.
     *
     * @param payment as it stands; null: the provider did not tell
     */
    record Declined(Decline decline, @Nullable ProviderPayment payment) implements Answer {}

    /** The provider does not accept the request as it is. @param message for our own people, without secrets */
    record Refused(String code, String message) implements Answer {}

    /** The provider has no such payment: none was made under these names. */
    record Missing() implements Answer {}

    /** It never left this house. */
    record NotSent(Reason reason) implements Answer {}

    /** Nobody here knows whether it happened. @param why for our own people, without secrets */
    record Unknown(String why) implements Answer {}

    /** Why something was not sent. */
    enum Reason {
        /** The provider has been failing; the breaker is open. */
        BREAKER_OPEN,
        /** As many calls as allowed are under way, or were made this second. */
        BUSY,
        /** Connecting failed before a byte was sent. */
        UNREACHABLE,
        /** The provider cannot do this; {@link Capabilities} says so. */
        NOT_ABLE
    }
}
