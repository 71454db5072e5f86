package io.bursar.gateways.inbox;

import java.util.Locale;

/** What became of a message. */
enum State {
    /** It is to be handed over, now or later. */
    WAITING,
    /** Somebody took it in. */
    APPLIED,
    /** It is of an object that nobody here knows: made by somebody else at the provider. */
    FOREIGN,
    /** It is of nothing that concerns us. */
    IGNORED,
    /** It could not be handed over; those about the same object wait behind it until it is replayed. */
    PARKED;

    /** As it is stored and shown. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
