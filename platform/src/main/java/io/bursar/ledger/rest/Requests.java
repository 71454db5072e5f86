package io.bursar.ledger.rest;

import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command.Part;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what ledger requests have in common. What is merely out of range is left to the engine, which names it. */
public final class Requests {
    private Requests() {}

    static @Nullable Key key(Caller caller, @Nullable String text) {
        return text == null ? null : Key.external(caller.number(), text);
    }

    /** {@code reference}, {@code metadata}, {@code effective_at} and {@code fact}, which needs its right. */
    static Terms terms(Fields fields, Caller caller, @Nullable Key key) {
        Terms terms = remarks(fields, key).withEffectiveAt(fields.instant("effective_at"));
        return withRight(terms, fields, caller);
    }

    /** {@code reference}, {@code metadata} and {@code fact}: for what has no effective time. */
    public static Terms timeless(Fields fields, Caller caller, @Nullable Key key) {
        return withRight(remarks(fields, key), fields, caller);
    }

    /** {@code reference} and {@code metadata} alone. */
    static Terms remarks(Fields fields, @Nullable Key key) {
        return Terms.NONE.withKey(key).withReference(fields.text("reference")).withMetadata(fields.textMap("metadata"));
    }

    static Terms withRight(Terms terms, Fields fields, Caller caller) {
        if (!fields.flag("fact")) {
            return terms;
        }
        caller.require(Caller.Right.LEDGER_FACT);
        return terms.asFact();
    }

    /** {@code legs}, each with its own {@code currency} or the one beside them. */
    public static List<Leg> legs(Fields fields) {
        String usual = fields.text("currency");
        if (usual != null) {
            currency(fields, usual);
        }
        List<Leg> legs = new ArrayList<>();
        for (Fields leg : fields.require(fields.groups("legs"), "legs")) {
            legs.add(leg(leg, usual));
        }
        return legs;
    }

    private static Leg leg(Fields leg, @Nullable String usual) {
        String own = leg.text("currency");
        String code = leg.require(own == null ? usual : own, "currency");
        return new Leg(
                leg.requireText("debit"),
                leg.requireText("credit"),
                leg.requireInteger("amount"),
                currency(leg, code),
                leg.flag("up_to") ? Leg.Extent.UP_TO : Leg.Extent.EXACT,
                leg.text("rest"));
    }

    /** {@code amounts}, or {@code share_millionths}, or all. */
    static Part partOfHold(Fields fields) {
        Long share = fields.integer("share_millionths");
        if (share == null) {
            return part(fields);
        }
        if (fields.has("amounts")) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID, "share_millionths", "Send amounts or share_millionths, not both.");
        }
        if (share < 1 || share > 1_000_000) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID, "share_millionths", "share_millionths must be 1 to 1,000,000.");
        }
        return new Part.Share(share.intValue());
    }

    /** {@code amounts}, or all. */
    static Part part(Fields fields) {
        List<Long> amounts = fields.integers("amounts");
        return amounts == null ? new Part.All() : new Part.Amounts(amounts);
    }

    static AccountRef account(Fields fields) {
        String path = fields.requireText("path");
        if (!AccountRef.isWellFormed(path)) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID,
                    "path",
                    "A path has segments of A-Z a-z 0-9 _ . : @ - joined by /, up to 200 characters.");
        }
        return new AccountRef(path, currency(fields, fields.requireText("currency")));
    }

    static Chart chart(Fields fields) {
        List<Chart.Pattern> patterns = new ArrayList<>();
        for (Fields pattern : fields.require(fields.groups("patterns"), "patterns")) {
            patterns.add(new Chart.Pattern(
                    pattern.requireText("path"),
                    pattern.requireOneOf("kind", AccountKind.class),
                    currencies(pattern),
                    pattern.integer("floor"),
                    pattern.integer("ceiling")));
        }
        return new Chart(patterns);
    }

    private static Set<Currency> currencies(Fields pattern) {
        List<String> codes = pattern.texts("currencies");
        Set<Currency> currencies = new TreeSet<>();
        for (int i = 0; codes != null && i < codes.size(); i++) {
            currencies.add(currency(pattern, "currencies[" + i + "]", codes.get(i)));
        }
        return currencies;
    }

    static Currency currency(Fields fields, String code) {
        return currency(fields, "currency", code);
    }

    private static Currency currency(Fields fields, String name, String code) {
        if (!Currency.isWellFormed(code)) {
            throw fields.problem(
                    ErrorCode.PARAMETER_INVALID,
                    name,
                    "A currency is a lower-case code such as inr, or a unit of your own of 3 to 12 of a-z 0-9.");
        }
        return Currency.of(code);
    }
}
