package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/customers} and their consents. */
final class Customers {
    private final Payments payments;
    private final Shelf<Token> tokens;
    private final Shelf<Customer> customers = new Shelf<>();

    /** A payer whom the merchant knows. */
    private record Customer(
            String id,
            long createdAt,
            @Nullable String name,
            @Nullable String email,
            @Nullable String contact,
            Map<String, String> notes)
            implements Entity {
        @Override
        public String kind() {
            return "customer";
        }

        @Override
        public void render(JsonWriter json) {
            json.open()
                    .put("id", id)
                    .put("entity", "customer")
                    .put("name", name)
                    .put("email", email);
            json.put("contact", contact).putNull("gstin");
            Body.notes(json, notes);
            json.put("created_at", createdAt).close();
        }
    }

    Customers(Payments payments, Shelf<Token> tokens) {
        this.payments = payments;
        this.tokens = tokens;
    }

    HttpAnswer answer(String route, String id, Body body) {
        if (route.startsWith("GET id/tokens/") || route.startsWith("PUT id/tokens/")) {
            return ofToken(route, id);
        }
        return switch (route) {
            case "POST" -> HttpAnswer.json(200, create(body).bytes());
            case "GET" -> customers.list(body, _ -> true);
            case "GET id" -> HttpAnswer.json(200, customers.get(id).bytes());
            case "GET id/tokens" -> {
                customers.get(id);
                List<Token> of = tokens.all().stream()
                        .filter(token -> token.mandate.customerId().equals(id))
                        .toList();
                yield Shelf.collection(of);
            }
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    private Customer create(Body body) {
        body.allow(Set.of("name", "email", "contact", "fail_existing", "gstin", "notes"));
        Customer customer = new Customer(
                payments.id("cust_"),
                payments.now(),
                body.text("name"),
                body.text("email"),
                body.text("contact"),
                body.notes());
        customers.add(customer);
        return customer;
    }

    private HttpAnswer ofToken(String route, String customer) {
        String[] words = route.split("/", -1);
        Token token = tokens.get(words[2]);
        if (!token.mandate.customerId().equals(customer)) {
            throw RazorpayProblem.noSuchId();
        }
        if (words.length == 4 && words[3].equals("cancel") && route.startsWith("PUT")) {
            change("cancel_token", token.id(), payments.notifier());
            return HttpAnswer.json(200, "{\"status\":\"cancellation_initiated\"}");
        }
        if (words.length == 3 && route.startsWith("GET")) {
            return HttpAnswer.json(200, token.bytes());
        }
        throw RazorpayProblem.bad("The requested URL was not found on the server.");
    }

    /** The payer changes a consent in the app, or the merchant cancels it. */
    HttpAnswer change(String verb, String id, Notifier notifier) {
        Token token = tokens.get(id);
        String status =
                switch (verb) {
                    case "pause_token" -> "paused";
                    case "resume_token" -> "confirmed";
                    default -> "cancelled";
                };
        boolean isPossible = token.status.equals("confirmed") || token.status.equals("paused");
        if (!isPossible) {
            throw RazorpayProblem.bad("The token is " + token.status + ".");
        }
        token.status = status;
        notifier.tell("token." + status, token);
        return HttpAnswer.json(200, token.bytes());
    }

    /** {@code POST /v1/payments/validate/vpa}. */
    static HttpAnswer validate(Body body) {
        String vpa = body.allow(Set.of("vpa")).require("vpa");
        boolean isValid = vpa.matches("[A-Za-z0-9._-]{2,}@[A-Za-z]{2,}") && !vpa.startsWith("invalid");
        if (!isValid) {
            throw RazorpayProblem.field("vpa", "Invalid VPA. Please enter a valid Virtual Payment Address");
        }
        JsonWriter json = new JsonWriter().open().put("vpa", vpa).put("success", true);
        return HttpAnswer.json(
                200, json.put("customer_name", "Sandbox Payer").close().toBytes());
    }
}
