package io.bursar.setups;

import io.bursar.api.Amendments;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.setups.SetupTerms.Acceptance;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a caller asks of a setup, read from a request; parameters that were not sent leave what there was. */
final class SetupRequest {
    private static final int TEXT_MAX = 1_000;
    private static final int URL_MAX = 2_000;
    private static final long AMOUNT_MIN = 100;
    private static final long AMOUNT_MAX = 999_999_999_999L;
    private static final String USAGE = "usage";
    private static final String RETURN_URL = "return_url";
    private static final Set<String> TYPES = Set.of("card", "upi");
    private static final List<String> FREQUENCIES = List.of(
            "as_presented",
            "daily",
            "weekly",
            "fortnightly",
            "monthly",
            "bimonthly",
            "quarterly",
            "half_yearly",
            "yearly");
    private static final SetupTerms NOTHING =
            new SetupTerms(null, null, List.of("card"), "off_session", null, null, null, null, java.util.Map.of());

    private SetupRequest() {}

    static SetupTerms create(Fields body, Instant now) {
        return change(body, NOTHING, now);
    }

    static SetupTerms change(Fields body, SetupTerms before, Instant now) {
        body.flag("use_stripe_sdk");
        return new SetupTerms(
                Amendments.text(body, "customer", before.customer(), TEXT_MAX),
                before.method(),
                types(body, before.methodTypes()),
                usage(body, before.usage()),
                Amendments.text(body, "description", before.description(), TEXT_MAX),
                returnUrl(body, before.returnUrl()),
                limits(body, before.limits(), now),
                acceptance(body, before.acceptance(), now),
                Amendments.metadata(body, before.metadata()));
    }

    private static String usage(Fields body, String before) {
        String usage = body.text(USAGE);
        if (usage != null && !usage.equals("on_session") && !usage.equals("off_session")) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, USAGE, "usage must be on_session or off_session.");
        }
        return usage == null ? before : usage;
    }

    private static @Nullable String returnUrl(Fields body, @Nullable String before) {
        String url = Amendments.text(body, RETURN_URL, before, URL_MAX);
        if (url != null && !url.matches("[a-zA-Z][a-zA-Z0-9+.-]*://[^\\s]+")) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, RETURN_URL, "return_url must be a whole address with its scheme.");
        }
        return url;
    }

    private static List<String> types(Fields body, List<String> before) {
        String name =
                body.has("allowed_payment_method_types") ? "allowed_payment_method_types" : "payment_method_types";
        List<String> types = body.texts(name);
        Fields automatic = body.group("automatic_payment_methods");
        if (automatic != null) {
            automatic.text("allow_redirects");
            if (automatic.flag("enabled") && types == null) {
                return List.of("card", "upi");
            }
        }
        if (types == null) {
            return before;
        }
        if (types.isEmpty() || !TYPES.containsAll(types)) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, name, name + " must name at least one of the types card and upi.");
        }
        return types;
    }

    private static @Nullable Limits limits(Fields body, @Nullable Limits before, Instant now) {
        Fields options = body.group("payment_method_options");
        Fields upi = options == null ? null : options.group("upi");
        Fields sent = upi == null ? null : upi.group("mandate_options");
        if (sent == null) {
            return before;
        }
        long amount = sent.requireInteger("amount");
        if (amount < AMOUNT_MIN || amount > AMOUNT_MAX) {
            throw sent.problem(
                    ErrorCode.PARAMETER_INVALID_INTEGER, "amount", "amount must be at least 100 paise, which is ₹1.");
        }
        String currency = sent.text("currency");
        if (currency != null && !currency.equals("inr")) {
            throw sent.problem(ErrorCode.PARAMETER_INVALID, "currency", "Mandates of UPI are in inr.");
        }
        Instant end = sent.instant("end_date");
        if (end != null && !end.isAfter(now)) {
            throw sent.problem(ErrorCode.PARAMETER_INVALID, "end_date", "end_date must lie in the future.");
        }
        return new Limits(
                amount,
                oneOf(sent, "amount_type", List.of("maximum", "fixed")),
                "inr",
                oneOf(sent, "frequency", FREQUENCIES),
                end == null ? null : (Long) end.getEpochSecond(),
                Amendments.text(sent, "description", null, TEXT_MAX));
    }

    /** The first word when none was sent. */
    private static String oneOf(Fields fields, String name, List<String> words) {
        String text = fields.text(name);
        if (text == null) {
            return words.getFirst();
        }
        if (!words.contains(text)) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID, name, name + " must be one of " + String.join(", ", words) + ".");
        }
        return text;
    }

    private static @Nullable Acceptance acceptance(Fields body, @Nullable Acceptance before, Instant now) {
        Fields data = body.group("mandate_data");
        if (data == null) {
            return before;
        }
        Fields sent = data.require(data.group("customer_acceptance"), "customer_acceptance");
        String type = sent.requireText("type");
        if (!type.equals("online") && !type.equals("offline")) {
            throw sent.problem(ErrorCode.PARAMETER_INVALID, "type", "type must be online or offline.");
        }
        Instant accepted = sent.instant("accepted_at");
        if (accepted != null && accepted.isAfter(now)) {
            throw sent.problem(ErrorCode.PARAMETER_INVALID, "accepted_at", "accepted_at must lie in the past.");
        }
        if (type.equals("offline")) {
            sent.group("offline");
            return new Acceptance(type, seconds(accepted), null, null);
        }
        Fields online = sent.require(sent.group("online"), "online");
        return new Acceptance(
                type, seconds(accepted), online.requireText("ip_address"), online.requireText("user_agent"));
    }

    private static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : (Long) time.getEpochSecond();
    }
}
