package io.bursar.payments.decide;

import io.bursar.gateways.Decline;
import java.util.Map;
import java.util.Set;

/** Where an operation stands. */
public sealed interface OperationState {
    /** Written; its call is about to be made, or was, and has not been answered. */
    record Prepared() implements OperationState {}

    /** The gateway has it and is not done. */
    record Sent() implements OperationState {}

    /** Nobody here knows whether it happened. @param why for our own people */
    record Unknown(String why) implements OperationState {}

    /** It happened. */
    record Succeeded() implements OperationState {}

    /** It did not, because a bank said no. */
    record Declined(Decline decline) implements OperationState {}

    /** It did not, or was undone by the gateway. @param code for programs; @param message for our own people */
    record Failed(String code, String message) implements OperationState {}

    /** The table of transitions; {@code payments.edge} has the same, and a test compares them. */
    Map<String, Set<String>> EDGES = Map.of(
            "prepared", Set.of("sent", "unknown", "succeeded", "declined", "failed"),
            "sent", Set.of("succeeded", "declined", "failed"),
            "unknown", Set.of("sent", "succeeded", "declined", "failed"),
            // Late success.
            "declined", Set.of("succeeded"),
            "failed", Set.of("succeeded"),
            // A refund whose money came back.
            "succeeded", Set.of("failed"));

    default String text() {
        return switch (this) {
            case Prepared _ -> "prepared";
            case Sent _ -> "sent";
            case Unknown _ -> "unknown";
            case Succeeded _ -> "succeeded";
            case Declined _ -> "declined";
            case Failed _ -> "failed";
        };
    }

    /** Code of what failed because it was given up before it was sent. */
    String NOT_SENT = "not_sent";

    /** Whether the gateway certainly never heard of it. */
    default boolean isUnsent() {
        return this instanceof Failed(String code, String _) && code.equals(NOT_SENT);
    }

    /** Whether it is not known yet what becomes of it. */
    default boolean isOpen() {
        return this instanceof Prepared || this instanceof Sent || this instanceof Unknown;
    }
}
