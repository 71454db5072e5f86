package io.bursar.setups;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.Capabilities.Ability;
import io.bursar.gateways.Contact;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.Order.Presence;
import io.bursar.methods.Methods;
import io.bursar.methods.PayerAtGateway;
import io.bursar.methods.PaymentMethod;
import io.bursar.setups.SetupTry.Asked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** With what somebody is to pay later, whose it is, and which gateway keeps it. Calls gateways: outside transactions. */
@Component
final class SetupMethods {
    private static final String METHOD = "payment_method";
    private static final String DATA = "payment_method_data";
    private static final String CUSTOMER = "customer";
    private static final String LIMITS = "payment_method_options[upi][mandate_options]";

    private final Methods methods;
    private final Customers customers;
    private final Gateways gateways;
    private final PayerAtGateway payers;

    SetupMethods(Methods methods, Customers customers, Gateways gateways, PayerAtGateway payers) {
        this.methods = methods;
        this.customers = customers;
        this.gateways = gateways;
        this.payers = payers;
    }

    /** The terms with the method that a request names, if it names one. */
    SetupTerms read(Fields body, SetupTerms terms, int book) {
        Fields data = body.group(DATA);
        String named = body.text(METHOD);
        if (named != null && data != null) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, DATA, "Send payment_method or payment_method_data, not both.");
        }
        Customer customer = customer(terms, book);
        if (named == null && data == null) {
            if (terms.method() != null && body.has(CUSTOMER)) {
                check(terms, find(book, terms.method(), METHOD), customer);
            }
            return terms;
        }
        PaymentMethod method =
                data == null ? find(book, String.valueOf(named), body.nameOf(METHOD)) : methods.make(book, data);
        check(terms, method, customer);
        return terms.with(method.id());
    }

    private @Nullable Customer customer(SetupTerms terms, int book) {
        String id = terms.customer();
        return id == null
                ? null
                : customers
                        .find(book, id)
                        .orElseThrow(() ->
                                Problem.missingReference(CUSTOMER, id, CUSTOMER).asException());
    }

    private PaymentMethod find(int book, String text, String param) {
        return switch (methods.resolve(book, text)) {
            case Methods.Resolution.Found(PaymentMethod method) -> method;
            case Methods.Resolution.Missing _ ->
                throw Problem.missingReference("payment method", text, param).asException();
            case Methods.Resolution.NotNow(Problem problem) -> throw problem.asException();
        };
    }

    private static void check(SetupTerms terms, PaymentMethod method, @Nullable Customer customer) {
        if (!terms.methodTypes().contains(method.type().text())) {
            throw refused(
                    "The payment method is of the type " + method.type().text() + "; the setup allows "
                            + String.join(", ", terms.methodTypes()) + ".",
                    METHOD);
        }
        if (!method.isUsable()) {
            throw refused("The payment method was detached from its customer and is used no more.", METHOD);
        }
        Optional<UUID> owner = method.customer();
        boolean isAnothers =
                owner.isPresent() && (customer == null || !customer.uuid().equals(owner.get()));
        if (isAnothers) {
            throw refused(
                    "The payment method belongs to a customer: send that one as customer, or another payment method.",
                    METHOD);
        }
    }

    private static RuntimeException refused(String message, String param) {
        return Problem.of(ErrorCode.PARAMETER_INVALID, message, param).asException();
    }

    /** Ready to be tried. @param terms with a method */
    record Ready(SetupTerms terms, SetupTry attempt) {}

    /** What is tried next; ends the request when something is missing, before anything is written or sent. */
    Ready ready(Setup setup, SetupTerms asked, Instant now) {
        SetupTerms terms = asked;
        if (terms.method() == null && terms.methodTypes().equals(List.of("upi"))) {
            terms = terms.with(methods.makeUpi(setup.book()).id());
        }
        if (terms.method() == null) {
            throw Problem.of(
                            ErrorCode.PARAMETER_MISSING,
                            "The setup has no payment method yet: send payment_method or payment_method_data.",
                            METHOD)
                    .asException();
        }
        PaymentMethod method = find(setup.book(), terms.method(), METHOD);
        Customer customer = customer(terms, setup.book());
        check(terms, method, customer);
        boolean isUpi = method.type() == MethodType.UPI;
        if (isUpi) {
            requireConsent(terms, method, customer);
        }
        String gateway = gateway(method);
        Contact contact = contact(gateway, method, customer);
        SetupTry attempt = new SetupTry(
                ObjectIds.next(setup.book()),
                setup.tries().size() + 1,
                gateway,
                TryState.PREPARED,
                null,
                new Asked(
                        method.kept() == null ? null : method.kept().token(),
                        method.id(),
                        customer == null ? null : payers.require(customer, gateway),
                        terms.isOffSession() ? Presence.PRESENT_KEEP_OFF_SESSION : Presence.PRESENT_KEEP,
                        isUpi ? terms.limits() : null,
                        terms.returnUrl(),
                        contact),
                null,
                null,
                null,
                now);
        return new Ready(terms, attempt);
    }

    private static void requireConsent(SetupTerms terms, PaymentMethod method, @Nullable Customer customer) {
        if (method.kept() != null) {
            throw refused("The payer has agreed to debits by this payment method already.", METHOD);
        }
        if (customer == null) {
            throw Problem.of(ErrorCode.PARAMETER_MISSING, "Mandates of UPI belong to a customer.", CUSTOMER)
                    .asException();
        }
        if (terms.limits() == null) {
            throw Problem.of(
                            ErrorCode.PARAMETER_MISSING,
                            "A mandate of UPI names the most that one debit may take: send amount.",
                            LIMITS + "[amount]")
                    .asException();
        }
        if (!terms.isOffSession()) {
            throw refused("Mandates of UPI are for debits without the payer: usage must be off_session.", "usage");
        }
    }

    private String gateway(PaymentMethod method) {
        PaymentMethod.Kept kept = method.kept();
        if (kept != null) {
            return kept.gateway();
        }
        return gateways.names().stream()
                .filter(name -> gateways.capabilities(name)
                        .filter(able -> able.has(Ability.SAVE_METHOD)
                                && able.methods().contains(method.type())
                                && method.type() == MethodType.UPI)
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                ErrorCode.GATEWAY_MISSING,
                                "No configured gateway keeps " + method.type().text() + " for later.",
                                METHOD)
                        .asException());
    }

    private Contact contact(String gateway, PaymentMethod method, @Nullable Customer customer) {
        PaymentMethod.Billing billing = method.remarks().billing();
        Contact own = new Contact(billing.email(), billing.phone());
        Contact contact = customer == null ? own : own.or(new Contact(customer.email(), customer.phone()));
        if (gateways.needsContact(gateway)) {
            require(contact.email(), "email", gateway);
            require(contact.phone(), "phone", gateway);
        }
        return contact;
    }

    private static void require(@Nullable String value, String name, String gateway) {
        if (value == null) {
            throw Problem.of(
                            ErrorCode.PARAMETER_MISSING,
                            "The gateway " + gateway + " takes nothing without the payer's " + name
                                    + ": send it in billing_details, or give it to the customer.",
                            DATA + "[billing_details][" + name + "]")
                    .asException();
        }
    }
}
