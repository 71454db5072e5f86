package io.bursar.engine;

/**
 * An idempotency key in its scope: one effect and one answer for each (book, caller, text), for ever.
 *
 * @param caller number of the caller whose key it is, ≥ 0; 0 for our own use cases
 * @param text 1 to 255 characters without control characters
 */
public record Key(int caller, String text, Origin origin) {
    /** Longest text, in UTF-16 units. */
    public static final int LENGTH_MAX = 255;

    /** Who made the key, which decides whether business rejections are remembered under it. */
    public enum Origin {
        /** Chosen by a caller outside: a business rejection is recorded and replayed. */
        EXTERNAL,
        /** Derived by our own use case: a rejection is not recorded, the use case decides again. */
        DERIVED
    }

    public static Key external(int caller, String text) {
        return new Key(caller, text, Origin.EXTERNAL);
    }

    public static Key derived(String text) {
        return new Key(0, text, Origin.DERIVED);
    }

    public static boolean isWellFormed(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean loneSurrogate = Character.isSurrogate(c)
                    && !(Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1)));
            if (c < ' ' || c == 0x7f || loneSurrogate) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
            }
        }
        return true;
    }
}
