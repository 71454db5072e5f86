package io.bursar.imports;

import io.bursar.api.CardNumbers;

/** A row that cannot be understood. Says where, what and how to mend it; shows no card number. */
final class BadRowException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_MAX = 60;

    private final long line;
    private final String column;
    private final String problem;

    /** @param problem what is wrong and what would be right, as in {@code is no amount; write 57.16} */
    BadRowException(long line, String column, String problem) {
        super("line %d, column %s: %s".formatted(line, column, problem));
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /** A value as it may be shown. */
    static String shown(String value) {
        String masked = CardNumbers.mask(value);
        return '"' + (masked.length() > SHOWN_MAX ? masked.substring(0, SHOWN_MAX) + "…" : masked) + '"';
    }

    long line() {
        return line;
    }

    String column() {
        return column;
    }

    String problem() {
        return problem;
    }
}
