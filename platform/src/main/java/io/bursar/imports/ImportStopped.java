package io.bursar.imports;

/** The import cannot go on. The message says what was found and what to do; what is booked stays booked. */
final class ImportStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImportStopped(String message) {
        super(message);
    }

    ImportStopped(String message, Throwable cause) {
        super(message, cause);
    }
}
