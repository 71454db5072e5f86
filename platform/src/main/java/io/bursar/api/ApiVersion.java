package io.bursar.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A dated version of the REST API. Callers name one in the header {@code Bursar-Version}; without it the one counts
 * that their API key was made with.
 *
 * @param text the date on which it began, such as {@code 2026-11-21}
 */
public record ApiVersion(String text) implements Comparable<ApiVersion> {
    // Before FIRST, which is held against it.
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /** The oldest there is. */
    public static final ApiVersion FIRST = new ApiVersion("2026-11-21");

    /** The header that names it, in requests and answers. */
    public static final String HEADER = "Bursar-Version";

    public ApiVersion {
        if (!isDate(text)) {
            throw new IllegalArgumentException(text + " is no date");
        }
    }

    /** Empty when it is not written as a date. */
    public static Optional<ApiVersion> parse(String text) {
        return isDate(text) ? Optional.of(new ApiVersion(text)) : Optional.empty();
    }

    private static boolean isDate(String text) {
        return DATE.matcher(text).matches();
    }

    @Override
    public int compareTo(ApiVersion other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
