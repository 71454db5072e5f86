package io.bursar.engine.log;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A command's body as names and values: what two bodies under one key are compared by, and what a rejection remembers.
 * Names are those that errors use for {@code param}.
 */
public final class CommandFields {
    private CommandFields() {}

    public static Map<String, String> of(Command command) {
        Map<String, String> fields = new LinkedHashMap<>();
        switch (command) {
            case Command.Transact transact -> {
                fields.put("type", "transaction");
                legs(fields, transact.legs());
            }
            case Command.Hold hold -> {
                fields.put("type", "hold");
                legs(fields, hold.legs());
                putTime(fields, "expires_at", hold.expiresAt());
            }
            case Command.Capture capture -> {
                fields.put("type", "capture");
                fields.put("hold", Long.toString(capture.hold()));
                part(fields, capture.part());
                if (capture.completion() == Command.Completion.RELEASE_REST) {
                    fields.put("completion", "release_rest");
                }
            }
            case Command.Release release -> {
                fields.put("type", "release");
                fields.put("hold", Long.toString(release.hold()));
            }
            case Command.Reverse reverse -> {
                fields.put("type", "reversal");
                fields.put("transaction", Long.toString(reverse.transaction()));
                part(fields, reverse.part());
            }
            case Command.DefineChart define -> {
                fields.put("type", "chart");
                chart(fields, define.chart());
            }
            case Command.SetLimits limits -> {
                fields.put("type", "limits");
                account(fields, limits.account());
                putNumber(fields, "floor", limits.floor());
                putNumber(fields, "ceiling", limits.ceiling());
            }
            case Command.SetStatus status -> {
                fields.put("type", "status");
                account(fields, status.account());
                fields.put("status", lower(status.status()));
            }
            case Command.SetMetadata metadata -> {
                fields.put("type", "metadata");
                account(fields, metadata.account());
                metadata.entries().forEach((name, value) -> fields.put("entries." + name, value));
            }
            case Command.ClosePeriod close -> period(fields, "period", close.before());
            case Command.ReopenPeriod reopen -> period(fields, "reopening", reopen.before());
        }
        terms(fields, command.terms());
        return fields;
    }

    /** Names whose values differ, in order of the first body, then the second. */
    public static List<String> differing(Map<String, String> one, Map<String, String> other) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, String> field : one.entrySet()) {
            if (!field.getValue().equals(other.get(field.getKey()))) {
                names.add(field.getKey());
            }
        }
        for (String name : other.keySet()) {
            if (!one.containsKey(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Leg {@code index} as fields. */
    public static void leg(Map<String, String> fields, int index, Leg leg) {
        String prefix = "legs[" + index + "].";
        fields.put(prefix + "debit", leg.debit());
        fields.put(prefix + "credit", leg.credit());
        fields.put(prefix + "amount", Long.toString(leg.amount()));
        fields.put(prefix + "currency", leg.currency().code());
        if (leg.extent() == Leg.Extent.UP_TO) {
            fields.put(prefix + "extent", "up_to");
        }
        if (leg.rest() != null) {
            fields.put(prefix + "rest", leg.rest());
        }
    }

    /** Only the legs, for those that were asked up to an amount. */
    public static Map<String, String> ofLegs(List<Leg> legs) {
        Map<String, String> fields = new LinkedHashMap<>();
        legs(fields, legs);
        return fields;
    }

    private static void legs(Map<String, String> fields, List<Leg> legs) {
        for (int i = 0; i < legs.size(); i++) {
            leg(fields, i, legs.get(i));
        }
    }

    public static void part(Map<String, String> fields, Command.Part part) {
        switch (part) {
            case Command.Part.All all -> fields.put("part", "all");
            case Command.Part.Share share -> fields.put("part.millionths", Integer.toString(share.millionths()));
            case Command.Part.Amounts given -> {
                for (int i = 0; i < given.amounts().size(); i++) {
                    fields.put(
                            "part.amounts[" + i + "]",
                            Long.toString(given.amounts().get(i)));
                }
            }
        }
    }

    private static void chart(Map<String, String> fields, Chart chart) {
        List<Chart.Pattern> patterns = chart.patterns();
        for (int i = 0; i < patterns.size(); i++) {
            Chart.Pattern pattern = patterns.get(i);
            String prefix = "chart.patterns[" + i + "].";
            fields.put(prefix + "path", pattern.path());
            fields.put(prefix + "kind", lower(pattern.kind()));
            if (!pattern.currencies().isEmpty()) {
                fields.put(prefix + "currencies", new TreeSet<>(pattern.currencies()).toString());
            }
            putNumber(fields, prefix + "floor", pattern.floor());
            putNumber(fields, prefix + "ceiling", pattern.ceiling());
        }
    }

    private static void period(Map<String, String> fields, String type, @Nullable Instant before) {
        fields.put("type", type);
        putTime(fields, "before", before);
    }

    private static void terms(Map<String, String> fields, Terms terms) {
        putTime(fields, "effective_at", terms.effectiveAt());
        if (terms.reference() != null) {
            fields.put("reference", terms.reference());
        }
        terms.metadata().forEach((name, value) -> fields.put("metadata." + name, value));
        if (terms.right() == Terms.Right.FACT) {
            fields.put("right", "fact");
        }
    }

    private static void account(Map<String, String> fields, AccountRef account) {
        fields.put("account", account.path());
        fields.put("currency", account.currency().code());
    }

    public static void putTime(Map<String, String> fields, String name, @Nullable Instant time) {
        if (time != null) {
            fields.put(name, Long.toString(Micros.of(time)));
        }
    }

    private static void putNumber(Map<String, String> fields, String name, @Nullable Long number) {
        if (number != null) {
            fields.put(name, Long.toString(number));
        }
    }

    public static String lower(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }
}
