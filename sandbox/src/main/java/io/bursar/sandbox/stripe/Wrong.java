package io.bursar.sandbox.stripe;

import java.util.regex.Pattern;

/** Alters answers on purpose. */
final class Wrong {
    private static final Pattern AMOUNT =
            Pattern.compile("\"(amount|amount_capturable|amount_received|amount_captured)\":(\\d+)");
    private static final Pattern CURRENCY = Pattern.compile("\"currency\":\"(\\w+)\"");

    private Wrong() {}

    /** One more than what was done, wherever it is not zero. */
    static String amounts(String json) {
        return AMOUNT.matcher(json).replaceAll(found -> {
            long amount = Long.parseLong(found.group(2));
            return "\"" + found.group(1) + "\":" + (amount == 0 ? 0 : amount + 1);
        });
    }

    static String currencies(String json) {
        return CURRENCY.matcher(json)
                .replaceAll(found -> "\"currency\":\"" + (found.group(1).equals("eur") ? "usd" : "eur") + "\"");
    }
}
