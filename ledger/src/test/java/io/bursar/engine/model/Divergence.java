package io.bursar.engine.model;

/** Model and engine do not agree. */
final class Divergence extends AssertionError {
    private static final long serialVersionUID = 1L;

    Divergence(String message) {
        super(message);
    }

    Divergence(String message, Throwable cause) {
        super(message, cause);
    }
}
