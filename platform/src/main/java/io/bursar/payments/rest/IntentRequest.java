package io.bursar.payments.rest;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import io.bursar.payments.Accounts;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.IntentTerms.CaptureMethod;
import io.bursar.payments.decide.IntentTerms.Confirmation;
import io.bursar.payments.decide.IntentTerms.Options;
import io.bursar.payments.decide.IntentTerms.Share;
import io.bursar.payments.decide.Shipping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a caller asks of a payment, read from a request; parameters that were not sent leave what there was. */
final class IntentRequest {
    /** Stripe takes eight digits; ledgers of other currencies need more. */
    static final long AMOUNT_MAX = 999_999_999_999L;

    private static final int METADATA_MAX = 50;
    private static final int METADATA_NAME_MAX = 40;
    private static final int TEXT_MAX = 500;
    private static final int DESCRIPTION_MAX = 1_000;
    private static final int STATEMENT_MAX = 22;
    private static final int PARTS_MAX = 20;
    private static final Set<String> TYPES = Set.of("card", "upi");

    private IntentRequest() {}

    static Money amount(Fields body) {
        return new Money(minor(body, "amount", body.requireInteger("amount")), currency(body));
    }

    static long minor(Fields body, String name, long amount) {
        if (amount < 1 || amount > AMOUNT_MAX) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID_INTEGER,
                    name,
                    name + " must be 1 to " + AMOUNT_MAX + ", in the smallest unit of the currency.");
        }
        return amount;
    }

    static Currency currency(Fields body) {
        String code = body.requireText("currency").toLowerCase(Locale.ROOT);
        Currency currency = Currency.isWellFormed(code) ? Currency.of(code) : null;
        if (currency == null || !currency.isIso()) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, "currency", "currency must be a code of ISO 4217, such as inr.");
        }
        return currency;
    }

    /** Reads what a new payment's caller says. */
    static IntentTerms create(Fields body, Money amount) {
        IntentTerms bare = new IntentTerms(
                CaptureMethod.AUTOMATIC_ASYNC,
                Confirmation.AUTOMATIC,
                null,
                null,
                List.of("card"),
                List.of(new Share(Accounts.REVENUE, 1)),
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                Options.NONE,
                null,
                Map.of());
        return change(body, bare, amount);
    }

    /** Reads changes of what was said before. */
    static IntentTerms change(Fields body, IntentTerms before, Money amount) {
        CaptureMethod capture = body.oneOf("capture_method", CaptureMethod.class);
        Confirmation confirmation = body.oneOf("confirmation_method", Confirmation.class);
        return new IntentTerms(
                capture == null ? before.captureMethod() : capture,
                confirmation == null ? before.confirmation() : confirmation,
                text(body, "customer", before.customer(), TEXT_MAX),
                before.method(),
                types(body, before),
                destination(body, before, amount),
                text(body, "description", before.description(), DESCRIPTION_MAX),
                text(body, "receipt_email", before.receiptEmail(), TEXT_MAX),
                returnUrl(body, before.returnUrl()),
                usage(body, before.futureUsage()),
                before.offSession(),
                text(body, "statement_descriptor", before.statementDescriptor(), STATEMENT_MAX),
                text(body, "statement_descriptor_suffix", before.statementSuffix(), STATEMENT_MAX),
                options(body, before.options()),
                body.has("shipping") ? Shipping.read(body) : before.shipping(),
                metadata(body, before.metadata()));
    }

    /** Sent empty, a text is taken away. */
    static @Nullable String text(Fields body, String name, @Nullable String before, int longest) {
        if (!body.has(name)) {
            return before;
        }
        String text = body.text(name);
        if (text != null && text.length() > longest) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID_STRING, name, name + " has at most " + longest + " characters.");
        }
        return text;
    }

    static @Nullable String returnUrl(Fields body, @Nullable String before) {
        String url = text(body, "return_url", before, 2_000);
        if (url != null && !url.matches("[a-zA-Z][a-zA-Z0-9+.-]*://[^\\s]+")) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, "return_url", "return_url must be a whole address with its scheme.");
        }
        return url;
    }

    private static @Nullable String usage(Fields body, @Nullable String before) {
        String usage = text(body, "setup_future_usage", before, TEXT_MAX);
        if (usage != null && !usage.equals("on_session") && !usage.equals("off_session")) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID,
                    "setup_future_usage",
                    "setup_future_usage must be on_session or off_session.");
        }
        return usage;
    }

    private static List<String> types(Fields body, IntentTerms before) {
        String name =
                body.has("allowed_payment_method_types") ? "allowed_payment_method_types" : "payment_method_types";
        List<String> types = body.texts(name);
        Fields automatic = body.group("automatic_payment_methods");
        if (automatic != null) {
            boolean isOn = automatic.flag("enabled");
            automatic.text("allow_redirects");
            if (isOn && types == null) {
                return List.of("card", "upi");
            }
        }
        if (types == null) {
            return before.methodTypes();
        }
        for (String type : types) {
            if (!TYPES.contains(type)) {
                throw body.problem(
                        ErrorCode.PARAMETER_INVALID,
                        name,
                        "The payment method type \"" + type + "\" is not known here; card and upi are.");
            }
        }
        if (types.isEmpty()) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, name, name + " must name at least one type.");
        }
        return List.copyOf(types);
    }

    private static Options options(Fields body, Options before) {
        Fields methods = body.group("payment_method_options");
        Fields card = methods == null ? null : methods.group("card");
        if (card == null) {
            return before;
        }
        String secure = card.text("request_three_d_secure");
        if (secure != null && !Set.of("automatic", "any", "challenge").contains(secure)) {
            throw card.problem(
                    ErrorCode.PARAMETER_INVALID,
                    "request_three_d_secure",
                    "request_three_d_secure must be automatic, any or challenge.");
        }
        return new Options(
                secure == null ? before.threeDSecure() : secure,
                ifAvailable(card, "request_multicapture", before.severalCaptures()),
                ifAvailable(card, "request_incremental_authorization", before.increments()));
    }

    private static boolean ifAvailable(Fields card, String name, boolean before) {
        String text = card.text(name);
        if (text == null) {
            return before;
        }
        if (!text.equals("if_available") && !text.equals("never")) {
            throw card.problem(ErrorCode.PARAMETER_INVALID, name, name + " must be if_available or never.");
        }
        return text.equals("if_available");
    }

    /** {@code destination[account]}, or {@code destination[parts][i][account]} with {@code amount} or {@code share}. */
    private static List<Share> destination(Fields body, IntentTerms before, Money amount) {
        Fields group = body.group("destination");
        if (group == null) {
            return before.destination();
        }
        String account = group.text("account");
        List<Fields> parts = group.groups("parts");
        if ((account == null) == (parts == null)) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, "destination", "destination has either account or parts.");
        }
        if (account != null) {
            return List.of(new Share(path(group, account), 1));
        }
        if (parts.isEmpty() || parts.size() > PARTS_MAX) {
            throw group.problem(ErrorCode.PARAMETER_INVALID, "parts", "parts has 1 to " + PARTS_MAX + " members.");
        }
        return shares(group, parts, amount);
    }

    private static List<Share> shares(Fields group, List<Fields> parts, Money amount) {
        List<Share> shares = new ArrayList<>(parts.size());
        boolean isByAmount = parts.getFirst().has("amount");
        long sum = 0;
        for (Fields part : parts) {
            String name = isByAmount ? "amount" : "share";
            long weight = minor(part, name, part.requireInteger(name));
            sum = Math.addExact(sum, weight);
            shares.add(new Share(path(part, part.requireText("account")), weight));
        }
        if (isByAmount && sum != amount.minor()) {
            throw group.problem(
                    ErrorCode.PARAMETER_INVALID,
                    "parts",
                    "The amounts of parts sum to " + sum + "; the payment's amount is " + amount.minor() + ".");
        }
        return List.copyOf(shares);
    }

    private static String path(Fields fields, String path) {
        if (!path.matches("[a-zA-Z0-9_.:-]+(/[a-zA-Z0-9_.:-]+)*") || path.length() > 255) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID, "account", "account must be a path such as users/42/wallet.");
        }
        return path;
    }

    static Map<String, String> metadata(Fields body, Map<String, String> before) {
        if (!body.has("metadata")) {
            return before;
        }
        if (body.isText("metadata")) {
            body.text("metadata");
            return Map.of();
        }
        Map<String, String> merged = new HashMap<>(before);
        body.textMap("metadata").forEach((name, value) -> {
            if (name.isEmpty() || name.length() > METADATA_NAME_MAX || value.length() > TEXT_MAX) {
                throw body.problem(
                        ErrorCode.PARAMETER_INVALID,
                        "metadata",
                        "A name in metadata has 1 to 40 characters, a value up to 500.");
            }
            if (value.isEmpty()) {
                merged.remove(name);
            } else {
                merged.put(name, value);
            }
        });
        if (merged.size() > METADATA_MAX) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, "metadata", "metadata has at most 50 members.");
        }
        return Map.copyOf(merged);
    }
}
