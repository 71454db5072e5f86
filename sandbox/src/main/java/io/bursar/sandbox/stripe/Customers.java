package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/customers}. */
final class Customers {
    private static final Set<String> WRITE = Set.of(
            "address",
            "description",
            "email",
            "invoice_settings",
            "metadata",
            "name",
            "payment_method",
            "phone",
            "preferred_locales",
            "shipping",
            "source",
            "tax_exempt");

    private final State state;
    private final PaymentMethods methods;

    Customers(State state, PaymentMethods methods) {
        this.state = state;
        this.methods = methods;
    }

    HttpAnswer answer(Request request) {
        return switch (request.route()) {
            case "POST" -> Replies.one(create(request.params().allow(WRITE)), request);
            case "GET" -> list(request);
            case "GET search" -> Search.customers(state, request);
            case "GET id" -> Replies.one(state.customers.get(request.id(), "id"), request);
            case "POST id" -> update(request);
            case "DELETE id" -> delete(request);
            case "GET id/payment_methods" -> methods.list(request, known(request.id()));
            default -> ofMethod(request);
        };
    }

    /** {@code /v1/customers/{id}/payment_methods/{method}}. */
    private HttpAnswer ofMethod(Request request) {
        if (!request.route().startsWith("GET id/payment_methods/")) {
            throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        }
        Customer customer = known(request.id());
        PaymentMethod method = state.methods.get(request.lastPart(), "payment_method");
        if (method.customer != customer) {
            throw StripeProblem.noSuch(404, "PaymentMethod", method.id(), "payment_method");
        }
        return Replies.one(method, request);
    }

    private Customer known(String id) {
        Customer customer = state.customers.get(id, "customer");
        if (customer.isDeleted) {
            throw StripeProblem.noSuch(404, "customer", id, "customer");
        }
        return customer;
    }

    private HttpAnswer list(Request request) {
        Params params = Replies.listParams(request, Set.of("email"));
        @Nullable String email = params.text("email");
        return Listing.page(
                state.customers,
                request,
                customer -> !customer.isDeleted && (email == null || email.equals(customer.email)));
    }

    private Customer create(Params params) {
        Customer customer = new Customer(state.world.ids().next("cus_", 14), state.now(), prefix());
        take(customer, params);
        state.customers.add(customer);
        String given = params.text("payment_method");
        String source = params.text("source");
        if (given != null || source != null) {
            String token = given == null ? String.valueOf(source) : given;
            PaymentMethod method = methods.refer(token, given == null ? "source" : "payment_method");
            methods.attach(method, customer);
            customer.usualMethod = method;
        }
        state.events().tell("customer.created", customer);
        return customer;
    }

    private String prefix() {
        return state.world.ids().next("", 8).toUpperCase(Locale.ROOT);
    }

    private HttpAnswer update(Request request) {
        Customer customer = known(request.id());
        take(customer, request.params().allow(WRITE));
        state.events().tell("customer.updated", customer, json -> {});
        return Replies.one(customer, request);
    }

    private HttpAnswer delete(Request request) {
        Customer customer = known(request.id());
        state.events().tell("customer.deleted", customer);
        customer.isDeleted = true;
        for (int i = 0; i < state.methods.size(); i++) {
            PaymentMethod method = state.methods.at(i);
            if (method.customer == customer) {
                methods.detach(method);
            }
        }
        return Replies.deleted(customer.id(), "customer");
    }

    private void take(Customer customer, Params params) {
        customer.metadata = params.metadata(customer.metadata);
        customer.description = params.has("description") ? params.text("description") : customer.description;
        customer.email = params.has("email") ? params.text("email") : customer.email;
        customer.name = params.has("name") ? params.text("name") : customer.name;
        customer.phone = params.has("phone") ? params.text("phone") : customer.phone;
        customer.address = params.has("address") ? params.tree().tree("address") : customer.address;
        customer.shipping = params.has("shipping") ? params.tree().tree("shipping") : customer.shipping;
        String usual = params.in("invoice_settings").text("default_payment_method");
        if (usual != null) {
            String param = "invoice_settings[default_payment_method]";
            PaymentMethod method = state.methods.refer(usual, param);
            if (method.customer != customer) {
                throw StripeProblem.invalid(
                        "The customer does not have a payment method with the ID " + usual
                                + ". The payment method must be attached to the customer.",
                        param);
            }
            customer.usualMethod = method;
        }
    }
}
