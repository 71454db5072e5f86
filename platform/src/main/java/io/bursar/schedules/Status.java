package io.bursar.schedules;

import java.util.Locale;

/** The name of a {@link State}, as it is stored and shown. */
enum Status {
    SCHEDULED,
    EXECUTED,
    REFUSED,
    CANCELED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    static Status of(State state) {
        return switch (state) {
            case State.Scheduled _ -> SCHEDULED;
            case State.Executed _ -> EXECUTED;
            case State.Refused _ -> REFUSED;
            case State.Canceled _ -> CANCELED;
        };
    }
}
