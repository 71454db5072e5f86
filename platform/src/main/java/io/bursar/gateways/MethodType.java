package io.bursar.gateways;

import java.util.Locale;

/** How somebody pays. */
public enum MethodType {
    CARD,
    UPI;

    /** As it is written in the API: {@code card}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
