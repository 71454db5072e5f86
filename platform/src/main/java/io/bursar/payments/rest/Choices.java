package io.bursar.payments.rest;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import java.util.Set;
import java.util.TreeSet;

/** Parameters that take one of a few words. */
final class Choices {
    private Choices() {}

    /** Empty when it was not sent. */
    static String oneOf(Fields fields, String name, Set<String> words) {
        String text = fields.text(name);
        if (text == null) {
            return "";
        }
        if (!words.contains(text)) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID,
                    name,
                    name + " must be one of " + String.join(", ", new TreeSet<>(words)));
        }
        return text;
    }
}
