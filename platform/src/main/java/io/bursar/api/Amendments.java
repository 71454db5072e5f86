package io.bursar.api;

import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that change an object in Stripe's manner: what is not sent stays, what is sent empty (or as null, in
 * JSON) is taken away. To make an object is to change one of which nothing is known.
 */
public final class Amendments {
    /** Most entries of {@code metadata}. */
    public static final int METADATA_MAX = 50;

    /** Longest name of an entry. */
    public static final int METADATA_NAME_MAX = 40;

    /** Longest value of an entry. */
    public static final int METADATA_VALUE_MAX = 500;

    private static final String METADATA = "metadata";

    private Amendments() {}

    /** A text, as it is afterwards. @param max longest, in characters */
    public static @Nullable String text(Fields fields, String name, @Nullable String before, int max) {
        if (!fields.has(name)) {
            return before;
        }
        String text = fields.text(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.length() > max) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID, name, fields.nameOf(name) + " has at most " + max + " characters.");
        }
        return text;
    }

    /** Whether a parameter was sent empty, to take something away. It is read then. */
    public static boolean isUnset(Fields fields, String name) {
        Object value = fields.sent().members().get(name);
        boolean isUnset = value == StrictJson.Odd.NULL || "".equals(value);
        if (isUnset) {
            fields.text(name);
        }
        return isUnset;
    }

    /**
     * {@code metadata}, as it is afterwards, sorted by name: entries that are sent replace or join those before, an
     * empty one takes its entry away, and an empty {@code metadata} takes all.
     */
    public static SequencedMap<String, String> metadata(Fields fields, Map<String, String> before) {
        TreeMap<String, String> after = new TreeMap<>(before);
        if (isUnset(fields, METADATA)) {
            after.clear();
            return after;
        }
        Fields sent = fields.group(METADATA);
        if (sent == null) {
            return after;
        }
        for (String name : sent.sent().members().keySet()) {
            String value = text(sent, name, null, METADATA_VALUE_MAX);
            if (value == null) {
                after.remove(name);
                continue;
            }
            if (name.isEmpty() || name.length() > METADATA_NAME_MAX) {
                throw fields.problem(
                        ErrorCode.PARAMETER_INVALID, METADATA, "Names in metadata have 1 to 40 characters.");
            }
            after.put(name, value);
        }
        if (after.size() > METADATA_MAX) {
            throw fields.problem(ErrorCode.PARAMETER_INVALID, METADATA, "metadata has at most 50 entries.");
        }
        return after;
    }
}
