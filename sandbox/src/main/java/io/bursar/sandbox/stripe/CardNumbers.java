package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes card numbers out of a form before anything is written or remembered: Stripe's test numbers become their tokens,
 * security codes go, any other number is refused.
 */
final class CardNumbers {
    private CardNumbers() {}

    static String without(String form) {
        String lower = form.toLowerCase(Locale.ROOT);
        if (!lower.contains("number") && !lower.contains("cvc")) {
            return form;
        }
        List<String> pairs = new ArrayList<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals), Percent.Plus.IS_SPACE);
            String value = equals < 0 ? "" : Percent.decode(pair.substring(equals + 1), Percent.Plus.IS_SPACE);
            if (isOfCard(name, "number")) {
                pairs.add(name.substring(0, name.length() - 8) + "[token]=" + token(value));
            } else if (!isOfCard(name, "cvc")) {
                pairs.add(pair);
            }
        }
        return String.join("&", pairs);
    }

    /** {@code card[number]}, {@code payment_method_data[card][number]} and their like. */
    private static boolean isOfCard(String name, String member) {
        return name.endsWith("card[" + member + "]") || name.endsWith("card][" + member + "]");
    }

    private static String token(String number) {
        TestCard card = TestCard.ofNumber(number);
        if (card == null) {
            throw StripeProblem.card(
                    "card_declined",
                    "test_mode_live_card",
                    "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list"
                            + " of valid test cards, visit: https://stripe.com/docs/testing.");
        }
        return card.token();
    }
}
