package io.bursar.customers;

import io.bursar.api.Amendments;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.Rendering;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what a customer is to be made or changed to. */
final class CustomerRequest {
    private static final int TEXT_MAX = 5_000;
    private static final int NAME_MAX = 256;
    private static final int EMAIL_MAX = 512;
    private static final int PHONE_MAX = 20;
    private static final int LOCALES_MAX = 20;
    private static final String EMAIL = "[^@\\s]+@[^@\\s]+";
    private static final String LOCALE = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*";
    private static final String COUNTRY = "[A-Za-z]{2}";
    private static final String METHOD = "default_payment_method";
    private static final List<String> ADDRESS = List.of("city", "country", "line1", "line2", "postal_code", "state");

    private CustomerRequest() {}

    /**
     * The customer as it will be.
     *
     * @param isAttached whether a payment method is one of this customer's
     */
    static Customer amend(Fields fields, Customer before, Predicate<String> isAttached) {
        return new Customer(
                before.uuid(),
                before.book(),
                Amendments.text(fields, "name", before.name(), NAME_MAX),
                email(fields, before.email()),
                Amendments.text(fields, "phone", before.phone(), PHONE_MAX),
                Amendments.text(fields, "description", before.description(), TEXT_MAX),
                Amendments.metadata(fields, before.metadata()),
                address(fields, before.address()),
                shipping(fields, before.shipping()),
                locales(fields, before.locales()),
                defaultMethod(fields, before.defaultMethod(), isAttached));
    }

    private static @Nullable String email(Fields fields, @Nullable String before) {
        String email = Amendments.text(fields, "email", before, EMAIL_MAX);
        if (email != null && !email.equals(before) && !email.matches(EMAIL)) {
            throw fields.problem(ErrorCode.PARAMETER_INVALID, "email", "email is no mail address.");
        }
        return email;
    }

    private static List<String> locales(Fields fields, List<String> before) {
        if (!fields.has("preferred_locales")) {
            return before;
        }
        if (Amendments.isUnset(fields, "preferred_locales")) {
            return List.of();
        }
        List<String> locales = fields.require(fields.texts("preferred_locales"), "preferred_locales");
        if (locales.size() > LOCALES_MAX || !locales.stream().allMatch(each -> each.matches(LOCALE))) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID,
                    "preferred_locales",
                    "preferred_locales has at most 20 languages such as en or pt-BR.");
        }
        return locales;
    }

    private static @Nullable String defaultMethod(
            Fields fields, @Nullable String before, Predicate<String> isAttached) {
        Fields settings = fields.group("invoice_settings");
        if (settings == null) {
            return before;
        }
        String method = Amendments.text(settings, METHOD, before, TEXT_MAX);
        if (method != null && !method.equals(before) && !isAttached.test(method)) {
            throw settings.problem(
                    ErrorCode.PARAMETER_INVALID,
                    METHOD,
                    "The customer has no such payment method. Attach it first: POST /v1/payment_methods/{id}/attach.");
        }
        return method;
    }

    private static @Nullable String address(Fields fields, @Nullable String before) {
        if (Amendments.isUnset(fields, "address")) {
            return null;
        }
        Fields sent = fields.group("address");
        return sent == null ? before : json(address(sent));
    }

    /** An address as it was sent: the whole takes the place of the one before. */
    private static Rendering address(Fields sent) {
        List<@Nullable String> values = new java.util.ArrayList<>();
        for (String name : ADDRESS) {
            values.add(Amendments.text(sent, name, null, TEXT_MAX));
        }
        String country = values.get(ADDRESS.indexOf("country"));
        if (country != null && !country.matches(COUNTRY)) {
            throw sent.problem(
                    ErrorCode.PARAMETER_INVALID, "country", sent.nameOf("country") + " has two letters (ISO 3166).");
        }
        return out -> {
            for (int i = 0; i < ADDRESS.size(); i++) {
                out.text(ADDRESS.get(i), values.get(i));
            }
        };
    }

    private static @Nullable String shipping(Fields fields, @Nullable String before) {
        if (Amendments.isUnset(fields, "shipping")) {
            return null;
        }
        Fields sent = fields.group("shipping");
        if (sent == null) {
            return before;
        }
        Rendering address = address(sent.require(sent.group("address"), "address"));
        String name = sent.requireText("name");
        String phone = Amendments.text(sent, "phone", null, PHONE_MAX);
        return json(out -> out.object("address", address).text("name", name).text("phone", phone));
    }

    private static String json(Rendering members) {
        return new String(JsonOut.render(members, "", ""), StandardCharsets.UTF_8);
    }
}
