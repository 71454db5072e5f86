package io.bursar.database;

/** Bursar cannot start as things are. The message says what was found and what to do; it is meant for the operator. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
