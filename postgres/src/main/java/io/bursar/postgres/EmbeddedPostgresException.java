package io.bursar.postgres;

/** The embedded server cannot serve. The message says what was found and what to do; it is meant for the operator. */
public sealed class EmbeddedPostgresException extends RuntimeException permits HomeTakenException {
    private static final long serialVersionUID = 1L;

    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
