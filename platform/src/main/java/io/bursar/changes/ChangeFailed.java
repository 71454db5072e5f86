package io.bursar.changes;

/** A change could not be written, or nobody knows whether it was. */
public final class ChangeFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    ChangeFailed(String what, Throwable cause) {
        super(what, cause);
    }
}
