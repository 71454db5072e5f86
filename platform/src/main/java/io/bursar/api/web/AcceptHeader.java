package io.bursar.api.web;

import io.bursar.api.Answers;
import io.bursar.api.Call.Manner.Form;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Accept} admits. JSON is answered wherever it is admitted; CSV where a route has it and the caller does
 * not take JSON. Weights are not compared: a route has one form, or two of which one is asked for.
 */
final class AcceptHeader {
    private static final String NAME = "Accept";

    private AcceptHeader() {}

    /** @param sent null: everything is taken */
    static Form read(@Nullable String sent, @Nullable Answers route) {
        if (sent == null || sent.isBlank() || admits(sent, "application", "json")) {
            return Form.JSON;
        }
        boolean hasCsv = route != null && route.also().length > 0;
        if (hasCsv && admits(sent, "text", "csv")) {
            return Form.CSV;
        }
        throw Problem.of(
                        ErrorCode.NOT_ACCEPTABLE,
                        "This route answers application/json" + (hasCsv ? " or text/csv." : "."),
                        NAME)
                .asException();
    }

    private static boolean admits(String sent, String type, String subtype) {
        for (String range : sent.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String media = parts[0].strip();
            boolean matches = media.equals("*/*") || media.equals(type + "/*") || media.equals(type + "/" + subtype);
            if (matches && !isRefused(parts)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a range has the weight 0. */
    private static boolean isRefused(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].strip().matches("q=0(\\.0{0,3})?")) {
                return true;
            }
        }
        return false;
    }
}
