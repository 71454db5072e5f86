package io.bursar.sandbox.faults;

import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mistakes in what providers and banks write down: reports and statements say something else than what happened. Which
 * rows a rate strikes follows from the seed and the row, so a report that is asked for again has the same mistakes.
 * Rules live as long as the process; the first that strikes a row wins.
 */
public final class Mistakes {
    private static final int MOST_STRUCK = 10_000;

    private final CopyOnWriteArrayList<Rule> rules = new CopyOnWriteArrayList<>();
    private final AtomicLong numbered = new AtomicLong();
    private final Set<Struck> struck = ConcurrentHashMap.newKeySet();

    /** What a report gets wrong about a row. The names, in lower case, are those of the control API. */
    public enum Kind {
        /** It is not there. */
        MISSING_ROW,
        /** It is there twice. */
        ROW_TWICE,
        /** Its amount is one minor unit more. */
        AMOUNT_OFF,
        /** Its reference (a settlement's UTR, a transfer's trace) is another's. */
        WRONG_REFERENCE,
        /** What came in is written as going out, or the other way round. */
        WRONG_SIGN;

        public String spelled() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Null for what is no kind. */
        public static @Nullable Kind of(String spelled) {
            for (Kind kind : values()) {
                if (kind.spelled().equals(spelled)) {
                    return kind;
                }
            }
            return null;
        }
    }

    /** Where mistakes are made. */
    public enum Report {
        /** The bank's statements; rows are named by their reference. */
        BANK,
        /** Razorpay's settlement recon; rows are named by their entity's id. */
        RAZORPAY;

        public String spelled() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One rule.
     *
     * @param row the row's name; empty for any
     * @param ratePpm millionths of the rows that match
     */
    public record Rule(String id, Kind kind, Report report, String row, long ratePpm, long seed) {
        boolean strikes(Report where, String name) {
            return report == where
                    && (row.isEmpty() || row.equals(name))
                    && FaultRules.isHit(FaultRules.mix(seed) ^ name.hashCode(), new FaultRules.FaultRate(ratePpm));
        }
    }

    private record Struck(Report report, String row, Kind kind) {}

    public String nextId() {
        return "mistake_" + numbered.incrementAndGet();
    }

    public void add(Rule rule) {
        rules.add(rule);
    }

    public void clear() {
        rules.clear();
        struck.clear();
    }

    /**
     * The rows as the report shows them.
     *
     * @param name of a row
     * @param wronged a row with one of the last three kinds of mistakes in it
     */
    public <R> List<R> in(Report report, List<R> rows, Function<R, String> name, BiFunction<R, Kind, R> wronged) {
        if (rules.isEmpty()) {
            return rows;
        }
        List<R> shown = new ArrayList<>(rows.size());
        for (R row : rows) {
            Kind kind = on(report, name.apply(row));
            if (kind == null) {
                shown.add(row);
                continue;
            }
            switch (kind) {
                case MISSING_ROW -> {
                    continue;
                }
                case ROW_TWICE -> {
                    shown.add(row);
                    shown.add(row);
                }
                case AMOUNT_OFF, WRONG_REFERENCE, WRONG_SIGN -> shown.add(wronged.apply(row, kind));
            }
        }
        return shown;
    }

    private @Nullable Kind on(Report report, String row) {
        for (Rule rule : rules) {
            if (rule.strikes(report, row)) {
                if (struck.size() < MOST_STRUCK) {
                    struck.add(new Struck(report, row, rule.kind()));
                }
                return rule.kind();
            }
        }
        return null;
    }

    /** A reference as a careless clerk copies it: the last two letters swapped, or doubled where they are alike. */
    public static String misread(String reference) {
        int last = reference.length() - 1;
        if (last < 1) {
            return reference + "0";
        }
        char a = reference.charAt(last - 1);
        char b = reference.charAt(last);
        return a == b ? reference + b : reference.substring(0, last - 1) + b + a;
    }

    /** The rules, and which rows they struck so far: at most 10,000. */
    public void render(JsonWriter json) {
        json.openList("mistakes");
        for (Rule rule : rules) {
            json.open().put("id", rule.id()).put("kind", rule.kind().spelled());
            json.put("report", rule.report().spelled()).put("row", rule.row());
            json.put("rate_ppm", rule.ratePpm()).put("seed", rule.seed()).close();
        }
        json.closeList().openList("struck");
        for (Struck each : struck) {
            json.open().put("report", each.report().spelled()).put("row", each.row());
            json.put("kind", each.kind().spelled()).close();
        }
        json.closeList();
    }
}
