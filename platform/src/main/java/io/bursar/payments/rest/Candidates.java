package io.bursar.payments.rest;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Problem;
import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.Contact;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.Order.Presence;
import io.bursar.methods.Methods;
import io.bursar.methods.PaymentMethod;
import io.bursar.money.Money;
import io.bursar.money.PublicId;
import io.bursar.payments.Candidate;
import io.bursar.payments.RoutingFacts;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Shipping;
import io.bursar.routing.Decision;
import io.bursar.routing.Routing;
import java.util.ArrayList;
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
    private final Consents consents;

    Candidates(Gateways gateways, Routing routing, Methods methods, Customers customers, Consents consents) {
        this.gateways = gateways;
        this.routing = routing;
        this.methods = methods;
        this.customers = customers;
        this.consents = consents;
    }

    /**
     * What was chosen.
     *
     * @param instrument null: nothing yet
     * @param places gateways that may know the method; null: any that takes its type
     * @param customer the gateway's id of the method's owner; null: nobody known there
     * @param billing how the payer is reached, as the method says
     * @param card what is known of it; null: nothing
     */
    record Chosen(
            IntentTerms terms,
            @Nullable Instrument instrument,
            MethodType type,
            @Nullable List<String> places,
            @Nullable String customer,
            Contact billing,
            MethodDetails.@Nullable Card card) {
        Chosen(IntentTerms terms, @Nullable Instrument instrument, MethodType type, @Nullable List<String> places) {
            this(terms, instrument, type, places, null, Contact.UNKNOWN, null);
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
            return ofData(body, data, terms, book);
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
        boolean isAnothers = method.owner() instanceof PaymentMethod.Owner.Of(UUID owner)
                && terms.customer() != null
                && !terms.customer().equals(PublicId.of("cus", owner));
        if (isAnothers) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, METHOD, "The payment method belongs to another customer.");
        }
        consents.requireMandate(body, method);
        PaymentMethod.Kept kept = method.kept();
        if (kept == null) {
            return new Chosen(
                    terms.paidWith(text), upiBy(flow(body)), method.type(), null, null, billing(method), null);
        }
        String customer = method.owner() instanceof PaymentMethod.Owner.Of(UUID owner)
                ? customers.reference(book, owner, kept.gateway()).orElse(null)
                : null;
        return new Chosen(
                terms.paidWith(text),
                instrument(method, kept),
                method.type(),
                List.of(kept.gateway()),
                customer,
                billing(method),
                method.card());
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

    private static Instrument instrument(PaymentMethod method, PaymentMethod.Kept kept) {
        return method.type() == MethodType.UPI
                ? new Instrument.Mandate(method.type(), kept.token())
                : new Instrument.Token(method.type(), kept.token());
    }

    private static Contact billing(PaymentMethod method) {
        PaymentMethod.Billing billing = method.remarks().billing();
        return new Contact(billing.email(), billing.phone());
    }

    private Chosen ofData(Fields body, Fields data, IntentTerms terms, int book) {
        String type = data.requireText("type");
        if (type.equals("upi")) {
            requireType(body, terms, MethodType.UPI);
            Fields upi = data.group("upi");
            String flow = upi == null ? null : upi.text("flow");
            String by = flow == null ? flow(body) : flow;
            if (!data.has("billing_details")) {
                return upi(terms, by);
            }
            PaymentMethod method = methods.makeUpi(book, data);
            return new Chosen(
                    terms.paidWith(method.id()), upiBy(by), MethodType.UPI, null, null, billing(method), null);
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
        return new Chosen(
                terms.paidWith("upi_" + (flow.equals("qr") ? "qr" : "intent")), upiBy(flow), MethodType.UPI, null);
    }

    private static Instrument upiBy(String flow) {
        return flow.equals("qr") ? new Instrument.UpiQr() : new Instrument.UpiIntent();
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

    /** How the payer is reached, by whoever told it nearest to the payment. */
    private Contact contact(Chosen chosen, int book) {
        IntentTerms terms = chosen.terms();
        Shipping shipping = terms.shipping();
        Contact said = chosen.billing()
                .or(new Contact(
                        terms.receiptEmail(),
                        shipping == null ? null : shipping.lines().get("phone")));
        return Optional.ofNullable(terms.customer())
                .flatMap(id -> customers.find(book, id))
                .map(customer -> said.or(new Contact(customer.email(), customer.phone())))
                .orElse(said);
    }

    /** Leaves out gateways that want to reach a payer who cannot be reached; ends the request when none is left. */
    private void requireContact(List<Candidate> able) {
        List<Candidate> unreached = able.stream()
                .filter(each -> gateways.needsContact(each.gateway()))
                .filter(each -> each.payer().email() == null || each.payer().phone() == null)
                .toList();
        able.removeAll(unreached);
        if (able.isEmpty() && !unreached.isEmpty()) {
            Candidate first = unreached.getFirst();
            boolean isMail = first.payer().email() == null;
            throw Problem.of(
                            ErrorCode.PARAMETER_MISSING,
                            "The gateway " + first.gateway() + " takes no payment without the payer's "
                                    + (isMail ? "mail address: send receipt_email" : "telephone number: send it")
                                    + ", in payment_method_data[billing_details], or give it to the customer.",
                            DATA + "[billing_details][" + (isMail ? "email]" : "phone]"))
                    .asException();
        }
    }

    /** Gateways that can take it, as rules and health say; ends the request when there is none. */
    Routed routed(Chosen chosen, Money amount, int book, Presence presence) {
        Instrument instrument = chosen.instrument();
        if (instrument == null) {
            throw Problem.of(
                            ErrorCode.PARAMETER_MISSING,
                            "The payment has no payment method yet: send payment_method or payment_method_data.",
                            METHOD)
                    .asException();
        }
        consents.check(chosen.terms(), instrument, amount, presence);
        List<Candidate> able = new ArrayList<>();
        for (String name : able(chosen, amount)) {
            able.add(new Candidate(
                    name,
                    instrument,
                    chosen.terms().method(),
                    chosen.customer() == null
                            ? consents.payer(chosen.terms(), presence, name, book)
                            : chosen.customer(),
                    null,
                    contact(chosen, book)));
        }
        requireContact(able);
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
                book,
                () -> RoutingFacts.of(terms, amount, chosen.type(), chosen.card(), owner(terms, book)),
                able.stream().map(Candidate::gateway).toList());
        List<Candidate> candidates = route.gateways().stream()
                .flatMap(gateway -> able.stream().filter(each -> each.gateway().equals(gateway)))
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
