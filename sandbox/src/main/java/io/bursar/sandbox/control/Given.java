package io.bursar.sandbox.control;

import io.bursar.sandbox.text.Tree;
import java.util.Set;

/** A request's parameters, read strictly. */
final class Given {
    private Given() {}

    static void refuseUnknown(Tree body, Set<String> known) {
        for (String name : body.names()) {
            if (!known.contains(name)) {
                throw new Refused(
                        400,
                        name + " is unknown here; known are "
                                + known.stream().sorted().toList() + ".");
            }
        }
    }

    static long whole(String name, String text) {
        if (!text.matches("\\d{1,15}")) {
            throw new Refused(400, name + ": write a whole number.");
        }
        return Long.parseLong(text);
    }

    static String textOr(Tree body, String name) {
        String text = body.text(name);
        return text == null ? "" : text;
    }

    static long number(Tree body, String name) {
        String text = textOr(body, name);
        return text.isEmpty() ? 0 : whole(name, text);
    }

    /** A probability as millionths; absent means always. */
    static long rate(String text) {
        if (text.isEmpty()) {
            return 1_000_000;
        }
        if (!text.matches("[01](\\.\\d{1,6})?")) {
            throw new Refused(400, "rate: write a probability from 0 to 1, such as 0.05.");
        }
        return new java.math.BigDecimal(text).movePointRight(6).longValueExact();
    }
}
