package io.bursar.api;

import java.util.Set;

/**
 * Who asks: the holder of an API key.
 *
 * @param number the caller's number, ≥ 1; the scope of its idempotency keys
 * @param name what the operator called it
 */
public record Caller(int number, String name, Set<Right> rights) {
    public Caller {
        rights = Set.copyOf(rights);
    }

    /** What a caller may do beyond the ordinary. */
    public enum Right {
        /** Book what already happened in the world, whatever limits, freezes or closure say. */
        LEDGER_FACT("ledger.fact"),
        /** Open a closed period again. */
        LEDGER_REOPEN("ledger.reopen");

        private final String text;

        Right(String text) {
            this.text = text;
        }

        /** As it is stored and shown. */
        public String text() {
            return text;
        }
    }

    /** Ends the request with {@link ErrorCode#RIGHT_MISSING} unless the caller has the right. */
    public void require(Right right) {
        if (!rights.contains(right)) {
            throw Problem.of(ErrorCode.RIGHT_MISSING, "This API key lacks the right " + right.text() + ".")
                    .asException();
        }
    }
}
