package io.bursar.api;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a database that does not serve now from a defect of ours. */
public final class Outages {
    /**
     * SQLSTATEs of a server that cannot be reached (08), has no room (53), was stopped or is starting (57P), may not be
     * written (25006), has trouble with its disk (58), or let another go first (40, 55P03). PostgreSQL, appendix A.
     */
    private static final List<String> STATES = List.of("08", "53", "57P", "25006", "58", "40", "55P03");

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final int DEPTH_MAX = 20;

    private Outages() {}

    /** What to answer; empty: what was thrown is a defect. @param method of the request */
    public static Optional<Problem> problem(Throwable thrown, String method) {
        if (!isOutage(thrown)) {
            return Optional.empty();
        }
        return Optional.of(
                READING.contains(method)
                        ? Problem.of(ErrorCode.NOT_READY, "The database does not answer now. Ask again in a moment.")
                        : Problem.of(
                                ErrorCode.OUTCOME_UNKNOWN,
                                "The database does not answer now, and whether this happened is not known. Ask again in"
                                        + " a moment with the same Idempotency-Key."));
    }

    /** Whether the same may well go right later. */
    public static boolean isOutage(Throwable thrown) {
        @Nullable Throwable each = thrown;
        for (int i = 0; each != null && i < DEPTH_MAX; i++) {
            boolean isTransient = each instanceof UnavailableException
                    || each instanceof SQLTransientException
                    || each instanceof SQLRecoverableException;
            if (isTransient || (each instanceof SQLException sql && isState(sql.getSQLState()))) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    /** What was thrown first, in a line for the operator. */
    public static String root(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; root.getCause() != null && i < DEPTH_MAX; i++) {
            root = root.getCause();
        }
        return root.toString();
    }

    private static boolean isState(@Nullable String state) {
        return state != null && STATES.stream().anyMatch(state::startsWith);
    }
}
