package io.bursar.payments.decide;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What its caller said of a payment, beside amount and currency.
 *
 * @param customer id of ours; null: nobody known
 * @param method id of a payment method of ours; null: none chosen yet
 * @param methodTypes that may be used, such as {@code card}; at least one
 * @param destination accounts to be credited, with their weights; at least one
 * @param futureUsage {@code on_session} or {@code off_session}; null: the method is not kept
 */
public record IntentTerms(
        CaptureMethod captureMethod,
        Confirmation confirmation,
        @Nullable String customer,
        @Nullable String method,
        List<String> methodTypes,
        List<Share> destination,
        @Nullable String description,
        @Nullable String receiptEmail,
        @Nullable String returnUrl,
        @Nullable String futureUsage,
        boolean offSession,
        @Nullable String statementDescriptor,
        @Nullable String statementSuffix,
        Options options,
        @Nullable Shipping shipping,
        Map<String, String> metadata) {
    public IntentTerms {
        methodTypes = List.copyOf(methodTypes);
        destination = List.copyOf(destination);
        metadata = Map.copyOf(metadata);
    }

    public enum CaptureMethod {
        AUTOMATIC,
        AUTOMATIC_ASYNC,
        MANUAL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who may confirm. */
    public enum Confirmation {
        AUTOMATIC,
        MANUAL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param weight its share among the others', > 0; amounts that sum to the payment's are weights too */
    public record Share(String account, long weight) {}

    /**
     * Of cards.
     *
     * @param threeDSecure {@code automatic}, {@code any} or {@code challenge}
     */
    public record Options(String threeDSecure, boolean severalCaptures, boolean increments) {
        public static final Options NONE = new Options("automatic", false, false);
    }

    public boolean isManual() {
        return captureMethod == CaptureMethod.MANUAL;
    }

    public IntentTerms paidWith(String newMethod) {
        return new IntentTerms(
                captureMethod,
                confirmation,
                customer,
                newMethod,
                methodTypes,
                destination,
                description,
                receiptEmail,
                returnUrl,
                futureUsage,
                offSession,
                statementDescriptor,
                statementSuffix,
                options,
                shipping,
                metadata);
    }
}
