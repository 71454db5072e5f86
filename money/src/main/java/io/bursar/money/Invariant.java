package io.bursar.money;

/** A statement that is true unless the program is wrong. Always checked, in production too. */
public final class Invariant {
    private Invariant() {}

    /**
     * Ends the request when {@code holds} is false.
     *
     * @param message a {@link String#format} pattern that says what was expected and what came
     * @throws Violation when {@code holds} is false; it is a defect and is never caught to go on
     */
    public static void check(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new Violation(String.format(message, arguments));
        }
    }

    /** A defect in the program, as opposed to an outcome that a caller should expect. */
    public static final class Violation extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        public Violation(String message) {
            super(message);
        }
    }
}
