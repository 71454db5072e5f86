package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.HoldView;
import io.bursar.engine.Terms;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What later commands may still take from a hold, or reverse of a transaction, leg by leg. */
final class ModelClaim {
    /** Whose legs these are. */
    enum Of {
        HOLD,
        TRANSACTION
    }

    record ClaimLeg(AccountRef debit, AccountRef credit, long amount) {}

    final long id;
    final Of of;
    final List<ClaimLeg> legs;
    final Terms terms;
    final Instant recordedAt;
    final @Nullable Instant expiresAt;
    /** Captured or reversed. */
    final long[] taken;

    final long[] remaining;
    int shares;
    HoldView.Status state = HoldView.Status.OPEN;

    ModelClaim(long id, Of of, List<ClaimLeg> legs, Terms terms, Instant recordedAt, @Nullable Instant expiresAt) {
        this.id = id;
        this.of = of;
        this.legs = List.copyOf(legs);
        this.terms = terms;
        this.recordedAt = recordedAt;
        this.expiresAt = expiresAt;
        this.taken = new long[legs.size()];
        this.remaining = legs.stream().mapToLong(ClaimLeg::amount).toArray();
    }

    boolean hasRemaining() {
        for (long left : remaining) {
            if (left > 0) {
                return true;
            }
        }
        return false;
    }

    boolean touches(AccountRef account) {
        for (ClaimLeg leg : legs) {
            if (leg.debit().equals(account) || leg.credit().equals(account)) {
                return true;
            }
        }
        return false;
    }

    /** Puts back what a copy remembered. */
    void restore(ModelClaim before) {
        System.arraycopy(before.taken, 0, taken, 0, taken.length);
        System.arraycopy(before.remaining, 0, remaining, 0, remaining.length);
        shares = before.shares;
        state = before.state;
    }

    ModelClaim copy() {
        ModelClaim copy = new ModelClaim(id, of, legs, terms, recordedAt, expiresAt);
        copy.restore(this);
        return copy;
    }
}
