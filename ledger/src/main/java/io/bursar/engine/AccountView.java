package io.bursar.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account as of a committed moment. Amounts are minor units on the account's normal side.
 *
 * @param id (book, account number), see {@link LedgerId}
 * @param posted what was posted
 * @param heldOut what open holds would take from the balance, ≥ 0
 * @param heldIn what open holds would add to it, ≥ 0
 * @param floor least balance; null: none
 * @param ceiling greatest balance; null: none
 * @param lastSeq the last row of the log that touched it
 */
public record AccountView(
        long id,
        AccountRef ref,
        AccountKind kind,
        AccountStatus status,
        long posted,
        long heldOut,
        long heldIn,
        @Nullable Long floor,
        @Nullable Long ceiling,
        Map<String, String> metadata,
        long openedSeq,
        long lastSeq) {
    /** What may be taken: posted − heldOut − floor; null when there is no floor. Negative while overdrawn. */
    public @Nullable Long available() {
        return floor == null ? null : posted - heldOut - floor;
    }

    /** Whether a fact or a changed limit left it beyond a limit. */
    public boolean isBeyondLimits() {
        boolean below = floor != null && posted - heldOut < floor;
        boolean above = ceiling != null && posted + heldIn > ceiling;
        return below || above;
    }
}
