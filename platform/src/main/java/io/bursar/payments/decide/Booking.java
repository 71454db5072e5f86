package io.bursar.payments.decide;

import io.bursar.money.Money;
import java.util.List;

/** What a step leaves in the ledger. Shares are minor units in the order of the attempt's parts. */
public sealed interface Booking {
    /** Reserved at the gateway. */
    record Hold(List<Long> shares) implements Booking {}

    /** What is reserved is another total from now on. @param hold the one before */
    record HoldAnew(long hold, List<Long> shares) implements Booking {}

    /** Taken of what is reserved. */
    record Take(long hold, List<Long> shares, boolean isFinal) implements Booking {}

    /** Given back unused. */
    record Free(long hold) implements Booking {}

    /** Taken at once. */
    record Charge(List<Long> shares) implements Booking {}

    /** About to be given back to the payer: kept apart until it is known whether it was. */
    record KeepForRefund(List<Long> shares) implements Booking {}

    /** Given back as kept apart. */
    record Refund(long hold) implements Booking {}

    /** What was kept apart is free again. */
    record KeepNoMore(long hold) implements Booking {}

    /** The gateway gave it back, whatever the destinations have. */
    record RefundAsFact(List<Long> shares) implements Booking {}

    /** The gateway took something else than was asked for: whose it is, a person must say. */
    record Suspend(Money amount) implements Booking {}

    /** The gateway says after all that it took nothing but what was asked for. @param transaction that suspended it */
    record SuspendNoMore(long transaction) implements Booking {}

    /**
     * A dispute took it, whatever the destinations have.
     *
     * @param suspended what is no destination's any more: whose loss it is, a person must say
     * @param fee of the provider's, beside
     * @param key one for each that is taken
     */
    record Withdraw(List<Long> shares, long suspended, long fee, String key) implements Booking {}

    /** What a dispute took has come back; as {@link Withdraw}, the other way. */
    record Reinstate(List<Long> shares, long suspended, long fee, String key) implements Booking {}

    /** What was given back has come back. @param transaction that gave it */
    record TakeBack(long transaction) implements Booking {}
}
