package io.bursar.payments.decide;

import io.bursar.gateways.Contact;
import io.bursar.gateways.Decline;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order;
import io.bursar.gateways.ProviderPayment;
import io.bursar.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A try at one gateway; in the API its charge.
 *
 * @param payment the provider's id of it; null before it has one
 * @param charge the provider's id of what was charged; null: none, or the same
 * @param hold of the ledger, of what is reserved; 0: none
 * @param parts what its money is for, with tallies that sum to this one's
 * @param lookAt when to ask the gateway next; null: there is nothing to ask
 */
public record Attempt(
        UUID id,
        int ordinal,
        String gateway,
        AttemptState state,
        @Nullable String payment,
        @Nullable String charge,
        Currency currency,
        Tally tally,
        long hold,
        List<Part> parts,
        Details details,
        @Nullable Instant lookAt,
        Instant createdAt,
        List<Operation> operations) {
    public Attempt {
        parts = List.copyOf(parts);
        operations = List.copyOf(operations);
    }

    /** Minor units; each but {@code refunded} only grows. */
    public record Tally(long authorised, long captured, long released, long refunded) {
        public static final Tally NOTHING = new Tally(0, 0, 0, 0);

        /** Reserved, and neither taken nor given back. */
        public long held() {
            return authorised - captured - released;
        }
    }

    /**
     * What it was asked with, and what is known of it.
     *
     * @param customer the provider's id of the payer; null: nobody known there
     * @param method id of our payment method; null: it was not kept
     * @param action what the payer must do; null: nothing
     * @param decline why it failed; null: it did not, or nobody said
     * @param until when the gateway lets go what is reserved; null: not told
     * @param fee the provider's, minor units; null: not told
     * @param mandate the provider's id of the consent that it gave; null: none
     * @param isSurplus it took money that nobody wants any more
     * @param payer how the payer is reached
     */
    public record Details(
            Instrument instrument,
            Order.Taking taking,
            Order.Presence presence,
            @Nullable String customer,
            @Nullable String method,
            @Nullable MethodDetails known,
            @Nullable String returnUrl,
            @Nullable NextAction action,
            @Nullable Decline decline,
            @Nullable Instant until,
            @Nullable Long fee,
            @Nullable String mandate,
            boolean isSurplus,
            Contact payer) {
        public Details acting(@Nullable NextAction next) {
            return change(draft -> {
                draft.action = next;
            });
        }

        public Details declined(@Nullable Decline why) {
            return change(draft -> {
                draft.action = null;
                draft.decline = why;
            });
        }

        public Details heldUntil(@Nullable Instant end) {
            return change(draft -> {
                draft.action = null;
                draft.decline = null;
                draft.until = end;
            });
        }

        /** Paid with a method that is one of ours from now on. @param ours its id */
        public Details adopting(String ours) {
            return change(draft -> draft.method = ours);
        }

        /** Nobody wants its money: what it took is to be given back. */
        public Details surplus() {
            return change(draft -> draft.isSurplus = true);
        }

        public Details knowing(ProviderPayment said) {
            return change(draft -> {
                draft.known = said.method() == null ? known : said.method();
                draft.fee = said.fee() == null ? fee : said.fee();
                draft.mandate = said.mandate() == null ? mandate : said.mandate();
            });
        }

        /** The same but for what a change sets. */
        private Details change(Consumer<Draft> change) {
            Draft draft = new Draft(this);
            change.accept(draft);
            return new Details(
                    instrument,
                    taking,
                    presence,
                    customer,
                    draft.method,
                    draft.known,
                    returnUrl,
                    draft.action,
                    draft.decline,
                    draft.until,
                    draft.fee,
                    draft.mandate,
                    draft.isSurplus,
                    payer);
        }

        /** What of it changes. */
        private static final class Draft {
            private @Nullable String method;
            private @Nullable MethodDetails known;
            private @Nullable NextAction action;
            private @Nullable Decline decline;
            private @Nullable Instant until;
            private @Nullable Long fee;
            private @Nullable String mandate;
            private boolean isSurplus;

            private Draft(Details from) {
                method = from.method;
                known = from.known;
                action = from.action;
                decline = from.decline;
                until = from.until;
                fee = from.fee;
                mandate = from.mandate;
                isSurplus = from.isSurplus;
            }
        }
    }

    public Attempt in(AttemptState next) {
        return change(draft -> draft.state = next);
    }

    public Attempt at(@Nullable String providerPayment, @Nullable String providerCharge) {
        return change(draft -> {
            draft.payment = payment == null ? providerPayment : payment;
            draft.charge = providerCharge == null ? charge : providerCharge;
        });
    }

    public Attempt with(Tally newTally, List<Part> newParts) {
        return change(draft -> {
            draft.tally = newTally;
            draft.parts = newParts;
        });
    }

    public Attempt with(Details newDetails) {
        return change(draft -> draft.details = newDetails);
    }

    public Attempt holding(long newHold) {
        return change(draft -> draft.hold = newHold);
    }

    public Attempt lookingAt(@Nullable Instant when) {
        return change(draft -> draft.lookAt = when);
    }

    /** The same but for what a change sets. */
    private Attempt change(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new Attempt(
                id,
                ordinal,
                gateway,
                draft.state,
                draft.payment,
                draft.charge,
                currency,
                draft.tally,
                draft.hold,
                draft.parts,
                draft.details,
                draft.lookAt,
                createdAt,
                draft.operations);
    }

    /** What of it changes. */
    private static final class Draft {
        private AttemptState state;
        private @Nullable String payment;
        private @Nullable String charge;
        private Tally tally;
        private long hold;
        private List<Part> parts;
        private Details details;
        private @Nullable Instant lookAt;
        private List<Operation> operations;

        private Draft(Attempt from) {
            state = from.state;
            payment = from.payment;
            charge = from.charge;
            tally = from.tally;
            hold = from.hold;
            parts = from.parts;
            details = from.details;
            lookAt = from.lookAt;
            operations = from.operations;
        }
    }

    /** Whether its call was given up before it was sent. */
    public boolean isUnsent() {
        return state == AttemptState.FAILED && authorisation().state().isUnsent();
    }

    /** With an operation in place of the one with its id, or as a new one. */
    public Attempt with(Operation operation) {
        List<Operation> all = new ArrayList<>(operations);
        all.removeIf(each -> each.id().equals(operation.id()));
        all.add(operation);
        return change(draft -> draft.operations = all);
    }

    public Operation operation(UUID operation) {
        return operations.stream()
                .filter(each -> each.id().equals(operation))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("attempt " + id + " has no operation " + operation));
    }

    /** The open operation of a kind; at most one of a kind but of refunds is open at a time. */
    public Optional<Operation> open(Operation.Kind kind) {
        return operations.stream()
                .filter(each -> each.is(kind) && each.isOpen())
                .findFirst();
    }

    public boolean hasOpen() {
        return operations.stream().anyMatch(Operation::isOpen);
    }

    public Operation authorisation() {
        return operations.stream()
                .filter(each -> each.is(Operation.Kind.AUTHORISE))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("attempt " + id + " was never authorised"));
    }

    public List<Operation> refunds() {
        return operations.stream()
                .filter(each -> each.is(Operation.Kind.REFUND))
                .toList();
    }

    /** Reserved or taken: whatever else happens, there is money in it. */
    public boolean hasMoney() {
        return tally.held() > 0 || tally.captured() > 0;
    }

    /** Has money that nobody wants: reserved, or taken and not given back or about to be. */
    public boolean isToGiveBack() {
        return details.isSurplus() && !hasOpen() && (tally.held() > 0 || tally.captured() > tally.refunded());
    }

    /** Taken, not given back and not about to be; minor units. */
    public long refundable() {
        return tally.captured()
                - tally.refunded()
                - refunds().stream()
                        .filter(Operation::isOpen)
                        .mapToLong(Operation::amount)
                        .sum();
    }
}
