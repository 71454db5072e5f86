package io.bursar.sandbox.stripe;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cards that Stripe publishes for tests, and what each does. Known by the last part of their tokens
 * ({@code pm_card_visa}, {@code tok_visa}) and by their numbers. Numbers are never kept beyond the four last digits.
 *
 * @param decline null when the bank accepts
 */
record TestCard(
        String name,
        String number,
        String brand,
        String funding,
        String country,
        Does does,
        @Nullable Decline decline) {

    /** What sets a card apart. */
    enum Does {
        NOTHING_SPECIAL,
        THREE_DS_ALWAYS,
        THREE_DS_UNLESS_SET_UP,
        THREE_DS_ALREADY_SET_UP,
        THREE_DS_LOOKUP_FAILS,
        DECLINE_AT_CHARGE_ONLY,
        BLOCKED,
        ELEVATED_RISK,
        DISPUTE_FRAUDULENT,
        DISPUTE_NOT_RECEIVED,
        DISPUTE_INQUIRY,
        FRAUD_WARNING,
        REFUND_PENDING,
        REFUND_FAILS,
        AVAILABLE_AT_ONCE
    }

    /** A bank's no, as Stripe words it. */
    record Decline(String code, @Nullable String declineCode, String message) {}

    private static final Map<String, TestCard> BY_NAME = new HashMap<>();
    private static final Map<String, TestCard> BY_NUMBER = new HashMap<>();
    private static final String DECLINED = "Your card was declined.";

    static {
        plain("visa", "4242424242424242", "visa", "credit", "US");
        plain("visa_debit", "4000056655665556", "visa", "debit", "US");
        plain("mastercard", "5555555555554444", "mastercard", "credit", "US");
        plain("mastercard_debit", "5200828282828210", "mastercard", "debit", "US");
        plain("mastercard_prepaid", "5105105105105100", "mastercard", "prepaid", "US");
        plain("amex", "378282246310005", "amex", "credit", "US");
        plain("discover", "6011111111111117", "discover", "credit", "US");
        plain("diners", "3056930009020004", "diners", "credit", "US");
        plain("jcb", "3566002020360505", "jcb", "credit", "US");
        plain("unionpay", "6200000000000005", "unionpay", "credit", "US");
        plain("gb", "4000008260000000", "visa", "debit", "GB");
        plain("de", "4000002760000016", "visa", "credit", "DE");
        plain("fr", "4000002500000003", "visa", "credit", "FR");
        plain("in", "4000003560000008", "visa", "credit", "IN");
        plain("jp", "4000003920000003", "visa", "credit", "JP");
        does("threeDSecure2Required", "4000000000003220", Does.THREE_DS_ALWAYS);
        does("threeDSecureRequired", "4000000000003063", Does.THREE_DS_ALWAYS);
        does("authenticationRequired", "4000002760003184", Does.THREE_DS_ALWAYS);
        does("authenticationRequiredOnSetup", "4000002500003155", Does.THREE_DS_UNLESS_SET_UP);
        does("authenticationRequiredSetupForOffSession", "4000003800000446", Does.THREE_DS_ALREADY_SET_UP);
        does("threeDSecureRequiredProcessingError", "4000008400001280", Does.THREE_DS_LOOKUP_FAILS);
        does("threeDSecureOptional", "4000000000003055", Does.NOTHING_SPECIAL);
        declines("chargeDeclined", "4000000000000002", "generic_decline");
        declines("chargeDeclinedInsufficientFunds", "4000000000009995", "insufficient_funds");
        declines("chargeDeclinedLostCard", "4000000000009987", "lost_card");
        declines("chargeDeclinedStolenCard", "4000000000009979", "stolen_card");
        declines("chargeDeclinedExpiredCard", "4000000000000069", "expired_card");
        declines("chargeDeclinedIncorrectCvc", "4000000000000127", "incorrect_cvc");
        declines("chargeDeclinedProcessingError", "4000000000000119", "processing_error");
        declines("chargeDeclinedVelocityLimitExceeded", "4000000000006975", "card_velocity_exceeded");
        add(card("threeDSecureRequiredChargeDeclined", "4000008400001629", Does.THREE_DS_ALWAYS, "generic_decline"));
        add(card(
                "authenticationRequiredChargeDeclinedInsufficientFunds",
                "4000008260003178",
                Does.THREE_DS_ALWAYS,
                "insufficient_funds"));
        add(card("chargeCustomerFail", "4000000000000341", Does.DECLINE_AT_CHARGE_ONLY, "generic_decline"));
        add(card("radarBlock", "4100000000000019", Does.BLOCKED, "fraudulent"));
        does("riskLevelElevated", "4000000000009235", Does.ELEVATED_RISK);
        does("createDispute", "4000000000000259", Does.DISPUTE_FRAUDULENT);
        does("createDisputeProductNotReceived", "4000000000002685", Does.DISPUTE_NOT_RECEIVED);
        does("createDisputeInquiry", "4000000000001976", Does.DISPUTE_INQUIRY);
        does("createIssuerFraudWarning", "4000000000005423", Does.FRAUD_WARNING);
        does("pendingRefund", "4000000000007726", Does.REFUND_PENDING);
        does("refundFail", "4000000000005126", Does.REFUND_FAILS);
        does("bypassPending", "4000000000000077", Does.AVAILABLE_AT_ONCE);
    }

    private static void plain(String name, String number, String brand, String funding, String country) {
        add(new TestCard(name, number, brand, funding, country, Does.NOTHING_SPECIAL, null));
    }

    private static void does(String name, String number, Does does) {
        add(new TestCard(name, number, "visa", "credit", "US", does, null));
    }

    private static void declines(String name, String number, String why) {
        add(card(name, number, Does.NOTHING_SPECIAL, why));
    }

    private static TestCard card(String name, String number, Does does, String why) {
        return new TestCard(name, number, "visa", "credit", "US", does, decline(why));
    }

    private static void add(TestCard card) {
        BY_NAME.put(card.name().toLowerCase(Locale.ROOT), card);
        BY_NUMBER.put(card.number(), card);
    }

    /** The bank's no for a reason, a decline code of Stripe's. */
    static Decline decline(String why) {
        return switch (why) {
            case "insufficient_funds" -> new Decline("card_declined", why, "Your card has insufficient funds.");
            case "expired_card" -> new Decline(why, null, "Your card has expired.");
            case "incorrect_cvc" -> new Decline(why, null, "Your card's security code is incorrect.");
            case "processing_error" ->
                new Decline(why, null, "An error occurred while processing your card. Try again in a little bit.");
            case "authentication_required" ->
                new Decline(why, why, "Your card was declined. This transaction requires authentication.");
            case "card_velocity_exceeded" ->
                new Decline(
                        "card_declined", why, "Your card was declined for making repeated attempts too frequently.");
            default -> new Decline("card_declined", why, DECLINED);
        };
    }

    /**
     * By {@code pm_card_…} or {@code tok_…}; null when it is no test card's token. A brand may stand before what a card
     * does: {@code pm_card_visa_chargeDeclined}.
     */
    static @Nullable TestCard ofToken(String token) {
        String name;
        if (token.startsWith("pm_card_")) {
            name = token.substring(8);
        } else if (token.startsWith("tok_")) {
            name = token.substring(4);
        } else {
            return null;
        }
        TestCard card = BY_NAME.get(name.toLowerCase(Locale.ROOT));
        if (card == null && name.startsWith("visa_")) {
            card = BY_NAME.get(name.substring(5).toLowerCase(Locale.ROOT));
        }
        return card;
    }

    /** Null for what is no test card's number. */
    static @Nullable TestCard ofNumber(String number) {
        return BY_NUMBER.get(number.replaceAll("[ -]", ""));
    }

    String last4() {
        return number.substring(number.length() - 4);
    }

    String token() {
        return "tok_" + name;
    }

    boolean isDeclinedAtAttach() {
        return decline != null && does != Does.DECLINE_AT_CHARGE_ONLY && does != Does.BLOCKED && !asksFirst();
    }

    boolean asksFirst() {
        return does == Does.THREE_DS_ALWAYS || does == Does.THREE_DS_UNLESS_SET_UP;
    }
}
