package io.bursar.payments.rest;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Problem;
import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.Capabilities.Ability;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.Order.Presence;
import io.bursar.methods.PayerAtGateway;
import io.bursar.methods.PaymentMethod;
import io.bursar.money.Money;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.setups.Mandate;
import io.bursar.setups.Mandates;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a payer has agreed to be charged so: without being there, under a mandate, with a method that is kept. */
@Component
final class Consents {
    private static final String METHOD = "payment_method";
    private static final String OFF_SESSION = "off_session";
    private static final String USAGE = "setup_future_usage";
    private static final String MANDATE = "mandate";

    private final Mandates mandates;
    private final Customers customers;
    private final PayerAtGateway payers;
    private final Gateways gateways;
    private final PaymentStore store;

    Consents(Mandates mandates, Customers customers, PayerAtGateway payers, Gateways gateways, PaymentStore store) {
        this.mandates = mandates;
        this.customers = customers;
        this.payers = payers;
        this.gateways = gateways;
        this.store = store;
    }

    /** The parameter {@code mandate} names one of the method's that may be used. */
    void requireMandate(Fields body, PaymentMethod method) {
        String named = body.text(MANDATE);
        if (named == null) {
            return;
        }
        Mandate mandate = mandates.find(method.book(), named)
                .orElseThrow(() -> Problem.missingReference(MANDATE, named, body.nameOf(MANDATE))
                        .asException());
        if (!mandate.method().equals(method.uuid())) {
            throw refused(ErrorCode.PAYMENT_INTENT_MANDATE_INVALID, "It is of another payment method.", MANDATE);
        }
        if (mandate.status() != Mandate.Status.ACTIVE) {
            throw refused(ErrorCode.PAYMENT_INTENT_MANDATE_INVALID, "The mandate is not active.", MANDATE);
        }
    }

    /** Ends the request when the payer has not agreed to this; nothing is sent then. */
    void check(IntentTerms terms, Instrument instrument, Money amount, Presence presence) {
        switch (instrument) {
            case Instrument.Token _ -> {
                // The bank says whether it wants its customer to be there.
            }
            case Instrument.UpiIntent _, Instrument.UpiQr _ -> requirePresent(presence);
            case Instrument.Mandate mandate -> {
                requireAbsent(terms, presence);
                requireAllowed(mandate.token(), amount);
            }
        }
    }

    private static void requirePresent(Presence presence) {
        if (presence == Presence.ABSENT) {
            throw refused(
                    ErrorCode.PARAMETER_INVALID,
                    "A payer who is not there opens no UPI app: send a payment_method that was set up.",
                    OFF_SESSION);
        }
        if (presence == Presence.PRESENT_KEEP_OFF_SESSION) {
            throw refused(
                    ErrorCode.PARAMETER_INVALID,
                    "A mandate of UPI has limits: set it up with POST /v1/setup_intents.",
                    USAGE);
        }
    }

    private static void requireAbsent(IntentTerms terms, Presence presence) {
        if (presence != Presence.ABSENT) {
            throw refused(
                    ErrorCode.PARAMETER_INVALID,
                    "Debits under a mandate of UPI are made without the payer: send off_session=true.",
                    OFF_SESSION);
        }
        if (terms.isManual()) {
            throw refused(
                    ErrorCode.PARAMETER_INVALID, "Debits under a mandate of UPI are taken at once.", "capture_method");
        }
    }

    private void requireAllowed(String token, Money amount) {
        Optional<Mandate> found = gateways.names().stream()
                .flatMap(gateway -> mandates.byRef(gateway, token).stream())
                .findFirst();
        if (found.isEmpty()) {
            throw refused(ErrorCode.PAYMENT_INTENT_MANDATE_INVALID, "The payment method has no mandate.", METHOD);
        }
        Mandate mandate = found.get();
        Instant debitAt = store.now()
                .plus(gateways.capabilities(mandate.gateway()).orElseThrow().preDebitNotice());
        switch (mandate.allows(amount.minor(), amount.currency().code(), debitAt)) {
            case YES -> {
                // It is announced and debited.
            }
            case NOT_ACTIVE ->
                throw refused(
                        ErrorCode.PAYMENT_INTENT_MANDATE_INVALID,
                        "The mandate " + mandate.publicId() + " is "
                                + (mandate.status() == Mandate.Status.PENDING ? "paused." : "over."),
                        METHOD);
            case EXPIRED ->
                throw refused(
                        ErrorCode.PAYMENT_INTENT_MANDATE_INVALID,
                        "The mandate " + mandate.publicId() + " ends before the debit could be made.",
                        METHOD);
            case OTHER_AMOUNT ->
                throw refused(
                        ErrorCode.AMOUNT_TOO_LARGE,
                        "The mandate " + mandate.publicId() + " allows " + mandate.allowance() + ".",
                        "amount");
        }
    }

    /** The gateway's id of a payer whose method is to be kept; null: nothing is kept, or nobody is known. */
    @Nullable
    String payer(IntentTerms terms, Presence presence, String gateway, int book) {
        boolean isToKeep = presence == Presence.PRESENT_KEEP || presence == Presence.PRESENT_KEEP_OFF_SESSION;
        String id = terms.customer();
        boolean isAble = gateways.capabilities(gateway)
                .filter(able -> able.has(Ability.SAVE_METHOD))
                .isPresent();
        if (!isToKeep || id == null || !isAble) {
            return null;
        }
        Customer customer = customers
                .find(book, id)
                .orElseThrow(() ->
                        Problem.missingReference("customer", id, "customer").asException());
        return payers.require(customer, gateway);
    }

    private static RuntimeException refused(ErrorCode code, String message, String param) {
        return Problem.of(code, message, param).asException();
    }
}
