package io.bursar.sandbox.http;

/** Ends a connection without an answer, on purpose. */
public final class Dropped extends Exception {
    private static final long serialVersionUID = 1L;

    /** How the caller learns of it. */
    public enum How {
        /** A TCP reset, at once. */
        RESET,
        /** Silence until the caller hangs up, or two minutes are over. */
        SILENCE
    }

    private final How how;

    public Dropped(How how) {
        super("dropped on purpose: " + how, null, false, false);
        this.how = how;
    }

    How how() {
        return how;
    }
}
