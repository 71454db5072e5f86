package io.bursar.ledger.rest;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.engine.AccountRef;

/**
 * Accounts by the beginning of their path: {@code users/42/*} has all below {@code users/42}, {@code *} has all.
 *
 * @param text as it was asked for
 */
record AccountGroup(String text) {
    private static final String ALL = "*";
    private static final String BELOW = "/*";

    /** Reads {@code path}; all accounts when it is absent. */
    static AccountGroup read(Fields query) {
        String text = query.text("path");
        if (text == null || text.equals(ALL)) {
            return new AccountGroup(ALL);
        }
        boolean below = text.endsWith(BELOW);
        if (!below || !AccountRef.isWellFormed(text.substring(0, text.length() - BELOW.length()))) {
            throw query.problem(
                    ErrorCode.PARAMETER_INVALID, "path", "path is * or a path with /* at its end, such as users/42/*.");
        }
        return new AccountGroup(text);
    }

    /** How the paths of its accounts begin. */
    String prefix() {
        return text.substring(0, text.length() - 1);
    }
}
