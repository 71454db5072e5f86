package io.bursar.payments.rest;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Problem;
import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.methods.Methods;
import io.bursar.methods.PaymentMethod;
import io.bursar.money.Money;
import io.bursar.money.PublicId;
import io.bursar.payments.Candidate;
import io.bursar.payments.RoutingFacts;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Payment;
import io.bursar.routing.Decision;
import io.bursar.routing.Routing;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** With what somebody pays, and at which gateways that could be. */
@Component
final class Candidates {
    private static final String METHOD = "payment_method";
    private static final String CUSTOMER = "customer";
    private static final String DATA = "payment_method_data";

    private final Gateways gateways;
    private final Routing routing;
    private final Methods methods;
    private final Customers customers;

    Candidates(Gateways gateways, Routing routing, Methods methods, Customers customers) {
        this.gateways = gateways;
        this.routing = routing;
        this.methods = methods;
        this.customers = customers;
    }

    /**
     * What was chosen.
     *
     * @param instrument null: nothing yet
     * @param places gateways that may know the method; null: any that takes its type
     * @param customer the gateway's id of the method's owner; null: nobody known there
     * @param card what is known of it; null: nothing
     */
    record Chosen(
            IntentTerms terms,
            @Nullable Instrument instrument,
            MethodType type,
            @Nullable List<String> places,
            @Nullable String customer,
            MethodDetails.@Nullable Card card) {
        Chosen(IntentTerms terms, @Nullable Instrument instrument, MethodType type, @Nullable List<String> places) {
            this(terms, instrument, type, places, null, null);
        }
    }

    /** Reads the parameters that say it; what was chosen before counts where they say nothing. */
    Chosen read(Fields body, IntentTerms terms, int book) {
        if (body.has(CUSTOMER) && terms.customer() != null && owner(terms, book) == null) {
            throw Problem.missingReference(CUSTOMER, terms.customer(), body.nameOf(CUSTOMER))
                    .asException();
        }
        Fields data = body.group(DATA);
        String method = body.text(METHOD);
        if (method != null && data != null) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, DATA, "Send payment_method or payment_method_data, not both.");
        }
        if (data != null) {
            return ofData(body, data, terms);
        }
        String text = method == null ? terms.method() : method;
        boolean isUpi = text == null ? terms.methodTypes().equals(List.of("upi")) : text.startsWith("upi_");
        if (isUpi) {
            return upi(terms, text == null ? flow(body) : text.substring("upi_".length()));
        }
        if (text == null) {
            return new Chosen(terms, null, MethodType.CARD, null);
        }
        return PublicId.parseUuid("pm", text).isPresent() ? ours(body, terms, text, book) : token(body, terms, text);
    }

    /** Ends a payer's request that names a method which is not of the payment's customer: ids are no secrets. */
    void requireOwn(Fields body, Payment payment) {
        String text = body.text(METHOD);
        if (text == null || PublicId.parseUuid("pm", text).isEmpty()) {
            return;
        }
        Optional<Customer> customer = Optional.ofNullable(owner(payment.terms(), payment.book()));
        boolean isOwn = methods.resolve(payment.book(), text) instanceof Methods.Resolution.Found(PaymentMethod method)
                && method.owner() instanceof PaymentMethod.Owner.Of(UUID owner)
                && customer.filter(each -> each.uuid().equals(owner)).isPresent();
        if (!isOwn) {
            throw Problem.missingReference("payment method", text, body.nameOf(METHOD))
                    .asException();
        }
    }

    /** A method that was made, and perhaps attached to a customer, here. */
    private Chosen ours(Fields body, IntentTerms terms, String text, int book) {
        PaymentMethod method =
                switch (methods.resolve(book, text)) {
                    case Methods.Resolution.Found(PaymentMethod found) -> found;
                    case Methods.Resolution.Missing _ ->
                        throw Problem.missingReference("payment method", text, body.nameOf(METHOD))
                                .asException();
                    case Methods.Resolution.NotNow(Problem problem) -> throw problem.asException();
                };
        requireType(body, terms, method.type());
        if (!method.isUsable()) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID,
                    METHOD,
                    "The payment method was detached from its customer and is used no more.");
        }
        requireSameOwner(body, terms, method);
        PaymentMethod.Kept kept = method.kept();
        if (kept == null) {
            return new Chosen(terms.paidWith(text), new Instrument.UpiIntent(), method.type(), null);
        }
        String customer = method.owner() instanceof PaymentMethod.Owner.Of(UUID owner)
                ? customers.reference(book, owner, kept.gateway()).orElse(null)
                : null;
        return new Chosen(
                terms.paidWith(text),
                new Instrument.Token(method.type(), kept.token()),
                method.type(),
                List.of(kept.gateway()),
                customer,
                method.card());
    }

    /** Somebody else's money would be taken. */
    private static void requireSameOwner(Fields body, IntentTerms terms, PaymentMethod method) {
        boolean isOthers = method.owner() instanceof PaymentMethod.Owner.Of(UUID owner)
                && terms.customer() != null
                && !PublicId.parseUuid("cus", terms.customer()).equals(Optional.of(owner));
        if (isOthers) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, METHOD, "The payment method belongs to another customer.");
        }
    }

    /** Which of several accounts made a token nobody says; one that did not, does not know it. */
    private Chosen token(Fields body, IntentTerms terms, String text) {
        if (!text.matches("(pm|tok|card)_[A-Za-z0-9_]{1,200}")) {
            throw Problem.missingReference("payment method", text, body.nameOf(METHOD))
                    .asException();
        }
        requireType(body, terms, MethodType.CARD);
        return new Chosen(
                terms.paidWith(text),
                new Instrument.Token(MethodType.CARD, text),
                MethodType.CARD,
                gateways.namesOf("stripe"));
    }

    private Chosen ofData(Fields body, Fields data, IntentTerms terms) {
        String type = data.requireText("type");
        if (type.equals("upi")) {
            requireType(body, terms, MethodType.UPI);
            Fields upi = data.group("upi");
            String flow = upi == null ? null : upi.text("flow");
            return upi(terms, flow == null ? "intent" : flow);
        }
        if (type.equals("card")) {
            Fields card = data.group("card");
            String token = card == null ? null : card.text("token");
            if (token == null) {
                throw data.problem(
                        ErrorCode.PARAMETER_MISSING,
                        "card[token]",
                        "Card numbers never enter here: send a token of the gateway as card[token].");
            }
            return token(body, terms, token);
        }
        throw data.problem(
                ErrorCode.PARAMETER_INVALID, "type", "The payment method type \"" + type + "\" is not known here.");
    }

    private static String flow(Fields body) {
        Fields options = body.group("payment_method_options");
        Fields upi = options == null ? null : options.group("upi");
        String flow = upi == null ? null : upi.text("flow");
        return flow == null ? "intent" : flow;
    }

    private static Chosen upi(IntentTerms terms, String flow) {
        Instrument instrument = flow.equals("qr") ? new Instrument.UpiQr() : new Instrument.UpiIntent();
        return new Chosen(
                terms.paidWith("upi_" + (flow.equals("qr") ? "qr" : "intent")), instrument, MethodType.UPI, null);
    }

    private static void requireType(Fields body, IntentTerms terms, MethodType type) {
        if (!terms.methodTypes().contains(type.text())) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID,
                    METHOD,
                    "The payment method is of the type " + type.text() + "; the payment allows "
                            + String.join(", ", terms.methodTypes()) + ".");
        }
    }

    /** Where a payment is to be tried, and why there. */
    record Routed(List<Candidate> candidates, Decision route) {
        Routed {
            candidates = List.copyOf(candidates);
        }
    }

    /** Gateways that can take it, as rules and health say; ends the request when there is none. */
    Routed routed(Chosen chosen, Money amount, int book) {
        Instrument instrument = chosen.instrument();
        if (instrument == null) {
            throw Problem.of(
                            ErrorCode.PARAMETER_MISSING,
                            "The payment has no payment method yet: send payment_method or payment_method_data.",
                            METHOD)
                    .asException();
        }
        List<String> able = able(chosen, amount);
        if (able.isEmpty()) {
            throw Problem.of(
                            ErrorCode.GATEWAY_MISSING,
                            "No configured gateway takes " + chosen.type().text() + " in "
                                    + amount.currency().code() + ".",
                            METHOD)
                    .asException();
        }
        IntentTerms terms = chosen.terms();
        Decision route = routing.decide(
                book, () -> RoutingFacts.of(terms, amount, chosen.type(), chosen.card(), owner(terms, book)), able);
        List<Candidate> candidates = route.gateways().stream()
                .map(gateway -> new Candidate(gateway, instrument, terms.method(), chosen.customer(), null))
                .toList();
        return new Routed(candidates, route);
    }

    private List<String> able(Chosen chosen, Money amount) {
        List<String> places = chosen.places();
        return gateways.names().stream()
                .filter(name -> gateways.capabilities(name)
                        .filter(each -> each.takes(chosen.type(), amount.currency()))
                        .isPresent())
                .filter(name -> places == null || places.contains(name))
                .toList();
    }

    private @Nullable Customer owner(IntentTerms terms, int book) {
        return terms.customer() == null
                ? null
                : customers.find(book, terms.customer()).orElse(null);
    }
}
