package io.bursar.engine;

/**
 * A failure that is no outcome: the command's own rider threw, a defect met it, or the engine was closed or cannot
 * reach its database. {@link #reason} says what is known of the command.
 */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public LedgerException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public LedgerException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What failed, and so what is known of the command. */
    public enum Reason {
        /** This command's rider statement threw; the command was not applied. */
        RIDER_FAILED,
        /** A defect in the engine met this command; the command was not applied. */
        DEFECT,
        /** The ledger is closed; the command was not applied. */
        CLOSED,
        /** The database cannot be reached and whether the command was applied is not known; its key will tell. */
        UNKNOWN
    }
}
