package io.bursar.payments;

import io.bursar.engine.Command;
import io.bursar.engine.Command.Completion;
import io.bursar.engine.Command.Part.All;
import io.bursar.engine.Command.Part.Amounts;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import io.bursar.money.Money;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Booking;
import io.bursar.payments.decide.Payment;
import java.util.ArrayList;
import java.util.List;

/** A booking as the ledger's commands. What a gateway did is booked as a fact: no limit of ours undoes it. */
final class Entries {
    private final Attempt attempt;
    private final Terms fact;
    private final Terms asked;

    /** @param what names the step among the payment's, for the ledger's key */
    Entries(Payment payment, Attempt attempt, String what, Riders riders) {
        this.attempt = attempt;
        this.asked = Terms.keyed(Key.derived(payment.publicId() + " " + what))
                .withReference(payment.publicId())
                .withRiders(riders);
        this.fact = asked.asFact();
    }

    /** One command, or two that stand or fall together; the last one carries the riders. */
    List<Command> commands(Booking booking) {
        return switch (booking) {
            case Booking.Hold(List<Long> shares) -> List.of(new Command.Hold(taken(shares), null, fact));
            case Booking.HoldAnew(long hold, List<Long> shares) ->
                List.of(new Command.Release(hold, Terms.NONE.asFact()), new Command.Hold(taken(shares), null, fact));
            case Booking.Take(long hold, List<Long> shares, boolean isFinal) ->
                List.of(new Command.Capture(
                        hold, amounts(shares), isFinal ? Completion.RELEASE_REST : Completion.KEEP_REST, fact));
            case Booking.Free(long hold) -> List.of(new Command.Release(hold, fact));
            case Booking.Charge(List<Long> shares) -> List.of(new Command.Transact(taken(shares), fact));
            case Booking.KeepForRefund(List<Long> shares) -> List.of(new Command.Hold(given(shares), null, kept()));
            case Booking.Refund(long hold) ->
                List.of(new Command.Capture(hold, new All(), Completion.RELEASE_REST, fact));
            case Booking.KeepNoMore(long hold) -> List.of(new Command.Release(hold, fact));
            case Booking.RefundAsFact(List<Long> shares) -> List.of(new Command.Transact(given(shares), fact));
            case Booking.Suspend(Money amount) ->
                List.of(new Command.Transact(
                        List.of(Leg.of(
                                Accounts.receivable(attempt.gateway()), Accounts.suspense(attempt.gateway()), amount)),
                        fact));
            case Booking.SuspendNoMore(long transaction) -> List.of(new Command.Reverse(transaction, new All(), fact));
            case Booking.Withdraw(List<Long> shares, long suspended, long fee, String _) ->
                List.of(new Command.Transact(withdrawn(shares, suspended, fee), fact));
            case Booking.Reinstate(List<Long> shares, long suspended, long fee, String _) ->
                List.of(new Command.Transact(turned(withdrawn(shares, suspended, fee)), fact));
            case Booking.TakeBack(long transaction) -> List.of(new Command.Reverse(transaction, new All(), fact));
        };
    }

    /** What nobody wants goes back to its payer, whether or not the destination still has it. */
    private Terms kept() {
        return attempt.details().isSurplus() ? fact : asked;
    }

    /** For each leg that the hold has: those of parts that were given something when it was made. */
    private Amounts amounts(List<Long> shares) {
        List<Long> amounts = new ArrayList<>(shares.size());
        for (int i = 0; i < shares.size(); i++) {
            if (attempt.parts().get(i).authorised() > 0) {
                amounts.add(shares.get(i));
            }
        }
        return new Amounts(amounts);
    }

    private List<Leg> taken(List<Long> shares) {
        List<Leg> legs = new ArrayList<>(shares.size());
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i) > 0) {
                legs.add(Leg.of(
                        Accounts.receivable(attempt.gateway()),
                        attempt.parts().get(i).account(),
                        new Money(shares.get(i), attempt.currency())));
            }
        }
        return legs;
    }

    private List<Leg> given(List<Long> shares) {
        List<Leg> legs = new ArrayList<>(shares.size());
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i) > 0) {
                legs.add(Leg.of(
                        attempt.parts().get(i).account(),
                        Accounts.receivable(attempt.gateway()),
                        new Money(shares.get(i), attempt.currency())));
            }
        }
        return legs;
    }

    private List<Leg> withdrawn(List<Long> shares, long suspended, long fee) {
        List<Leg> legs = given(shares);
        String receivable = Accounts.receivable(attempt.gateway());
        if (suspended > 0) {
            legs.add(
                    Leg.of(Accounts.suspense(attempt.gateway()), receivable, new Money(suspended, attempt.currency())));
        }
        if (fee > 0) {
            legs.add(Leg.of(Accounts.fees(attempt.gateway()), receivable, new Money(fee, attempt.currency())));
        }
        return legs;
    }

    private static List<Leg> turned(List<Leg> legs) {
        return legs.stream()
                .map(leg -> Leg.of(leg.credit(), leg.debit(), new Money(leg.amount(), leg.currency())))
                .toList();
    }
}
