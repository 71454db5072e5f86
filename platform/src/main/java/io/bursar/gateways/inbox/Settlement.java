package io.bursar.gateways.inbox;

import org.jspecify.annotations.Nullable;

/**
 * What became of a message that was handed over.
 *
 * @param state waiting: it was not its time yet, or not its turn
 * @param reason why it is parked; null unless it is
 * @param dueInMs from when on it may be handed over again; 0: at once
 * @param tries how often it was too early
 */
record Settlement(long number, State state, @Nullable String reason, long dueInMs, int tries) {
    private static final int REASON_MAX = 1_000;

    static Settlement of(Message message, State state) {
        return new Settlement(message.number(), state, null, 0, message.tries());
    }

    static Settlement parked(Message message, String why) {
        String reason = why.length() > REASON_MAX ? why.substring(0, REASON_MAX) : why;
        return new Settlement(message.number(), State.PARKED, reason, 0, message.tries());
    }
}
