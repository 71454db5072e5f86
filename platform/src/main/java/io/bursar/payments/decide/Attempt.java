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
            return change(known, next, decline, until, isSurplus);
        }

        public Details declined(@Nullable Decline why) {
            return change(known, null, why, until, isSurplus);
        }

        public Details heldUntil(@Nullable Instant end) {
            return change(known, null, null, end, isSurplus);
        }

        /** Paid with a method that is one of ours from now on. @param ours its id */
        public Details adopting(String ours) {
            return new Details(
                    instrument,
                    taking,
                    presence,
                    customer,
                    ours,
                    known,
                    returnUrl,
                    action,
                    decline,
                    until,
                    fee,
                    mandate,
                    isSurplus,
                    payer);
        }

        /** Nobody wants its money: what it took is to be given back. */
        public Details surplus() {
            return change(known, action, decline, until, true);
        }

        public Details knowing(ProviderPayment said) {
            return new Details(
                    instrument,
                    taking,
                    presence,
                    customer,
                    method,
                    said.method() == null ? known : said.method(),
                    returnUrl,
                    action,
                    decline,
                    until,
                    said.fee() == null ? fee : said.fee(),
                    said.mandate() == null ? mandate : said.mandate(),
                    isSurplus,
                    payer);
        }

        private Details change(
                @Nullable MethodDetails more,
                @Nullable NextAction next,
                @Nullable Decline why,
                @Nullable Instant end,
                boolean unwanted) {
            return new Details(
                    instrument,
                    taking,
                    presence,
                    customer,
                    method,
                    more,
                    returnUrl,
                    next,
                    why,
                    end,
                    fee,
                    mandate,
                    unwanted,
                    payer);
        }
    }

    public Attempt in(AttemptState next) {
        return new Attempt(
                id,
                ordinal,
                gateway,
                next,
                payment,
                charge,
                currency,
                tally,
                hold,
                parts,
                details,
                lookAt,
                createdAt,
                operations);
    }

    public Attempt at(@Nullable String providerPayment, @Nullable String providerCharge) {
        return new Attempt(
                id,
                ordinal,
                gateway,
                state,
                payment == null ? providerPayment : payment,
                providerCharge == null ? charge : providerCharge,
                currency,
                tally,
                hold,
                parts,
                details,
                lookAt,
                createdAt,
                operations);
    }

    public Attempt with(Tally newTally, List<Part> newParts) {
        return new Attempt(
                id,
                ordinal,
                gateway,
                state,
                payment,
                charge,
                currency,
                newTally,
                hold,
                newParts,
                details,
                lookAt,
                createdAt,
                operations);
    }

    public Attempt with(Details newDetails) {
        return new Attempt(
                id,
                ordinal,
                gateway,
                state,
                payment,
                charge,
                currency,
                tally,
                hold,
                parts,
                newDetails,
                lookAt,
                createdAt,
                operations);
    }

    public Attempt holding(long newHold) {
        return new Attempt(
                id,
                ordinal,
                gateway,
                state,
                payment,
                charge,
                currency,
                tally,
                newHold,
                parts,
                details,
                lookAt,
                createdAt,
                operations);
    }

    public Attempt lookingAt(@Nullable Instant when) {
        return new Attempt(
                id,
                ordinal,
                gateway,
                state,
                payment,
                charge,
                currency,
                tally,
                hold,
                parts,
                details,
                when,
                createdAt,
                operations);
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
        return new Attempt(
                id, ordinal, gateway, state, payment, charge, currency, tally, hold, parts, details, lookAt, createdAt,
                all);
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
