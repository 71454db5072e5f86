package io.bursar.engine.evaluate;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.state.ChartMatcher;
import io.bursar.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with a command whatever the state of the book, in the order of the ledger's semantics. */
final class StaticChecks {
    static final int LEGS_MAX = 1_000;
    static final int AMOUNTS_MAX = 2_000;
    static final int REFERENCE_MAX = 500;
    static final int METADATA_ENTRIES_MAX = 50;
    static final int METADATA_NAME_MAX = 40;
    static final int METADATA_VALUE_MAX = 500;
    static final int SHARE_WHOLE = 1_000_000;

    private StaticChecks() {}

    /** What a key that is not well formed gets, before anything else is looked at. */
    static Outcome.Malformed badKey() {
        return bad("key", "must be 1 to 255 characters without control characters");
    }

    /** The first defect of a command but its key; null for none. */
    static Outcome.@Nullable Malformed defect(Command command) {
        Terms terms = command.terms();
        Outcome.Malformed inBody =
                switch (command) {
                    case Command.Transact transact -> legs(transact.legs());
                    case Command.Hold hold -> legs(hold.legs());
                    case Command.Capture capture -> part(capture.part());
                    case Command.Reverse reverse -> {
                        Outcome.Malformed part = part(reverse.part());
                        yield part == null && reverse.part() instanceof Command.Part.Share
                                ? bad("part", "a reversal takes amounts or all, not a share")
                                : part;
                    }
                    case Command.Release release -> null;
                    case Command.DefineChart define -> chart(define.chart());
                    case Command.SetLimits limits -> limits(limits);
                    case Command.SetStatus status -> account(status.account());
                    case Command.SetMetadata metadata -> {
                        Outcome.Malformed path = account(metadata.account());
                        yield path != null ? path : entries("entries", metadata.entries());
                    }
                    case Command.ClosePeriod close -> null;
                    case Command.ReopenPeriod reopen -> null;
                };
        return inBody != null ? inBody : terms(terms);
    }

    private static Outcome.@Nullable Malformed legs(List<Leg> legs) {
        if (legs.isEmpty() || legs.size() > LEGS_MAX) {
            return bad("legs", "must have 1 to 1,000 legs, has " + legs.size());
        }
        for (int i = 0; i < legs.size(); i++) {
            Outcome.Malformed defect = leg(legs.get(i), i);
            if (defect != null) {
                return defect;
            }
        }
        return null;
    }

    private static Outcome.@Nullable Malformed leg(Leg leg, int index) {
        if (!AccountRef.isWellFormed(leg.debit())) {
            return badLeg(index, "debit", PATH_RULE);
        }
        if (!AccountRef.isWellFormed(leg.credit())) {
            return badLeg(index, "credit", PATH_RULE);
        }
        String rest = leg.rest();
        if (rest != null && !AccountRef.isWellFormed(rest)) {
            return badLeg(index, "rest", PATH_RULE);
        }
        if (rest != null && leg.extent() == Leg.Extent.EXACT) {
            return badLeg(index, "rest", "only a leg of up to an amount has a rest");
        }
        if (leg.debit().equals(leg.credit())) {
            return badLeg(index, "credit", "must not be the debited account");
        }
        if (rest != null && (rest.equals(leg.credit()) || rest.equals(leg.debit()))) {
            return badLeg(index, "rest", "must be a third account");
        }
        if (leg.amount() < 1 || leg.amount() > Leg.AMOUNT_MAX) {
            return badLeg(index, "amount", "must be 1 to 10^15 minor units, got " + leg.amount());
        }
        return null;
    }

    private static final String PATH_RULE = "must be segments of A-Za-z0-9_.:@- joined by /, at most 200 characters";

    private static Outcome.@Nullable Malformed account(AccountRef account) {
        return AccountRef.isWellFormed(account.path()) ? null : bad("account", PATH_RULE);
    }

    private static Outcome.@Nullable Malformed limits(Command.SetLimits limits) {
        Outcome.Malformed path = account(limits.account());
        if (path != null) {
            return path;
        }
        return range(limits.floor(), limits.ceiling(), "");
    }

    private static Outcome.@Nullable Malformed range(@Nullable Long floor, @Nullable Long ceiling, String prefix) {
        if (floor != null && isBeyond(floor)) {
            return bad(prefix + "floor", "must be within ±(2^53−1)");
        }
        if (ceiling != null && isBeyond(ceiling)) {
            return bad(prefix + "ceiling", "must be within ±(2^53−1)");
        }
        if (floor != null && ceiling != null && floor > ceiling) {
            return bad(prefix + "floor", "must not be above the ceiling");
        }
        return null;
    }

    private static boolean isBeyond(long value) {
        return value > Money.MINOR_MAX || value < -Money.MINOR_MAX;
    }

    private static Outcome.@Nullable Malformed part(Command.Part part) {
        return switch (part) {
            case Command.Part.All all -> null;
            case Command.Part.Share share ->
                share.millionths() < 1 || share.millionths() > SHARE_WHOLE
                        ? bad("part.millionths", "must be 1 to 1,000,000, got " + share.millionths())
                        : null;
            case Command.Part.Amounts amounts -> amounts(amounts.amounts());
        };
    }

    private static Outcome.@Nullable Malformed amounts(List<Long> amounts) {
        boolean anyAbove = false;
        for (int i = 0; i < amounts.size(); i++) {
            long amount = amounts.get(i);
            if (amount < 0 || amount > Leg.AMOUNT_MAX) {
                return bad("part.amounts[" + i + "]", "must be 0 to 10^15 minor units, got " + amount);
            }
            anyAbove |= amount > 0;
        }
        if (amounts.size() > AMOUNTS_MAX || !anyAbove) {
            return bad("part.amounts", "must be at most 2,000 amounts, at least one of them above 0");
        }
        return null;
    }

    private static Outcome.@Nullable Malformed chart(Chart chart) {
        List<Chart.Pattern> patterns = chart.patterns();
        if (patterns.isEmpty() || patterns.size() > Chart.PATTERNS_MAX) {
            return bad("chart", "must have 1 to 1,000 patterns, has " + patterns.size());
        }
        for (int i = 0; i < patterns.size(); i++) {
            Chart.Pattern pattern = patterns.get(i);
            String prefix = "chart.patterns[" + i + "].";
            if (!isPatternPath(pattern.path())) {
                return bad(prefix + "path", PATH_RULE + "; a segment may be {name}");
            }
            Outcome.Malformed range = range(pattern.floor(), pattern.ceiling(), prefix);
            if (range != null) {
                return range;
            }
        }
        return null;
    }

    private static boolean isPatternPath(String path) {
        if (path.length() > AccountRef.PATH_LENGTH_MAX) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            String name = ChartMatcher.isVariable(segment) && segment.length() > 2
                    ? segment.substring(1, segment.length() - 1)
                    : segment;
            if (name.contains("/") || !AccountRef.isWellFormed(name)) {
                return false;
            }
        }
        return true;
    }

    private static Outcome.@Nullable Malformed terms(Terms terms) {
        String reference = terms.reference();
        if (reference != null && !isText(reference, REFERENCE_MAX)) {
            return bad("reference", "must be at most 500 characters without control characters");
        }
        Outcome.Malformed metadata = entries("metadata", terms.metadata());
        if (metadata != null) {
            return metadata;
        }
        if (terms.effectiveAt() != null && terms.effectiveAt().isBefore(Instant.EPOCH)) {
            return bad("effective_at", "must not be before 1970");
        }
        return null;
    }

    private static Outcome.@Nullable Malformed entries(String param, Map<String, String> entries) {
        if (entries.isEmpty()) {
            return null;
        }
        if (entries.size() > METADATA_ENTRIES_MAX) {
            return bad(param, "must have at most 50 entries, has " + entries.size());
        }
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            if (entry.getKey().isEmpty() || !isText(entry.getKey(), METADATA_NAME_MAX)) {
                return bad(param, "names must be 1 to 40 characters without control characters");
            }
            if (!isText(entry.getValue(), METADATA_VALUE_MAX)) {
                return bad(param, "values must be at most 500 characters without control characters");
            }
        }
        return null;
    }

    /** No control characters and no half of a surrogate pair: PostgreSQL stores neither NUL nor broken text. */
    private static boolean isText(String text, int most) {
        return text.isEmpty()
                || (text.length() <= most
                        && (text.length() <= Key.LENGTH_MAX
                                ? Key.isWellFormed(text)
                                : Key.isWellFormed(text.substring(0, cut(text)))
                                        && isText(text.substring(cut(text)), most)));
    }

    private static int cut(String text) {
        return Character.isHighSurrogate(text.charAt(Key.LENGTH_MAX - 1)) ? Key.LENGTH_MAX - 1 : Key.LENGTH_MAX;
    }

    private static Outcome.Malformed bad(String param, String message) {
        return new Outcome.Malformed(param, message);
    }

    private static Outcome.Malformed badLeg(int index, String field, String message) {
        return bad("legs[" + index + "]." + field, message);
    }
}
