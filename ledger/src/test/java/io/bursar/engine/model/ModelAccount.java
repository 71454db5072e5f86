package io.bursar.engine.model;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An account as the model keeps it. */
final class ModelAccount {
    final AccountRef ref;
    final AccountKind kind;
    int number;
    AccountStatus status = AccountStatus.OPEN;
    /** Debits minus credits. */
    long balance;

    long heldDebits;
    long heldCredits;

    @Nullable
    Long floor;

    @Nullable
    Long ceiling;

    Map<String, String> metadata = Map.of();
    long openedSeq;
    /** Last row of kinds 1 to 7. */
    long lastMoneySeq;
    /** Last row of any kind. */
    long lastSeq;

    ModelAccount(AccountRef ref, AccountKind kind, @Nullable Long floor, @Nullable Long ceiling) {
        this.ref = ref;
        this.kind = kind;
        this.floor = floor;
        this.ceiling = ceiling;
    }

    ModelAccount copy() {
        ModelAccount copy = new ModelAccount(ref, kind, floor, ceiling);
        copy.number = number;
        copy.status = status;
        copy.balance = balance;
        copy.heldDebits = heldDebits;
        copy.heldCredits = heldCredits;
        copy.metadata = metadata;
        copy.openedSeq = openedSeq;
        copy.lastMoneySeq = lastMoneySeq;
        copy.lastSeq = lastSeq;
        return copy;
    }

    boolean isCreditNormal() {
        return switch (kind) {
            case LIABILITY, EQUITY, INCOME -> true;
            case ASSET, EXPENSE -> false;
        };
    }

    long posted() {
        return isCreditNormal() ? -balance : balance;
    }

    long heldOut() {
        return isCreditNormal() ? heldDebits : heldCredits;
    }

    long heldIn() {
        return isCreditNormal() ? heldCredits : heldDebits;
    }

    /** What the floor is compared with. */
    long lower() {
        return Math.subtractExact(posted(), heldOut());
    }

    /** What the ceiling is compared with. */
    long upper() {
        return Math.addExact(posted(), heldIn());
    }

    /** What a debit may take, null: everything. */
    @Nullable
    Long canGive() {
        if (isCreditNormal()) {
            return floor == null ? null : Math.subtractExact(lower(), floor);
        }
        return ceiling == null ? null : Math.subtractExact(ceiling, upper());
    }

    /** Books one side of a posting. */
    void book(ModelPosting posting) {
        long amount = posting.amount();
        boolean debited = ref.equals(posting.debit());
        if (posting.posts()) {
            balance = debited ? Math.addExact(balance, amount) : Math.subtractExact(balance, amount);
            return;
        }
        long change = posting.reserves() ? amount : -amount;
        if (debited) {
            heldDebits = Math.addExact(heldDebits, change);
        } else {
            heldCredits = Math.addExact(heldCredits, change);
        }
    }

    @Override
    public String toString() {
        return "#%d %s %s %s posted %d, held out %d, held in %d, floor %s, ceiling %s, last row %d"
                .formatted(
                        number,
                        ref,
                        kind,
                        status,
                        posted(),
                        heldOut(),
                        heldIn(),
                        floor,
                        ceiling,
                        lastMoneySeq & ((1L << 44) - 1));
    }
}
