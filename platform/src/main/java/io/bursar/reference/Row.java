package io.bursar.reference;

/**
 * One parameter or member, as a line of a table.
 *
 * @param type what it may be, in words
 * @param says HTML
 * @param depth 0: not inside another
 */
record Row(String name, String type, Presence presence, String says, int depth) {
    enum Presence {
        REQUIRED,
        OPTIONAL
    }

    boolean isRequired() {
        return presence == Presence.REQUIRED;
    }
}
