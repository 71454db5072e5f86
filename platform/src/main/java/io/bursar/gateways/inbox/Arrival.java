package io.bursar.gateways.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that has just come.
 *
 * @param event the provider's id of it
 * @param type in the provider's words
 * @param object what it is about
 * @param headers as one JSON object
 * @param sentAt by the provider's clock
 * @param reason why it is parked; null unless it is
 */
record Arrival(
        String gateway,
        String event,
        String type,
        String object,
        String headers,
        byte[] body,
        Instant sentAt,
        State state,
        @Nullable String reason) {}
