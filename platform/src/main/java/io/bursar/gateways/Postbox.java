package io.bursar.gateways;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a provider sends to our webhook address. */
public interface Postbox {
    /**
     * Checks a message and reads it.
     *
     * @param header the value of a header by its lower-case name; empty: it was not sent
     * @param body as it came
     * @param now for the age of signatures
     */
    Reading read(Function<String, Optional<String>> header, byte[] body, Instant now);

    /** Reads a message again that was found genuine when it came, whatever its age and its secret. */
    Reading reread(Function<String, Optional<String>> header, byte[] body);

    /** What a message is. */
    sealed interface Reading {
        /**
         * It is the provider's.
         *
         * @param event the provider's id of the message, the same when it is sent again
         * @param type in the provider's words
         */
        record Genuine(String event, String type, Instant createdAt, News news) implements Reading {}

        /** Signed with none of our secrets, or not at all. */
        record Forged(String why) implements Reading {}

        /** Signed rightly, too long ago. */
        record Stale(Instant signedAt) implements Reading {}

        /** Signed rightly, and cannot be read. */
        record Unreadable(String why) implements Reading {}
    }
}
