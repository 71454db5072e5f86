package io.bursar.imports;

import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.money.Currency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Patterns that the import needs, behind those of the chart in force; none of these is changed or lost. */
final class ChartAddition {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private ChartAddition() {}

    /**
     * Adds what is missing.
     *
     * @return paths of the patterns that were added
     * @throws ImportStopped when the chart has something else in their place
     */
    static List<String> makeRoom(Ledger ledger, Mapping mapping) {
        Chart chart = ledger.reader().chart();
        List<Chart.Pattern> missing = missing(chart, mapping);
        if (missing.isEmpty()) {
            return List.of();
        }
        List<Chart.Pattern> all =
                Stream.concat(chart.patterns().stream(), missing.stream()).toList();
        Command define = new Command.DefineChart(new Chart(all), Terms.NONE);
        try {
            Outcome outcome = ledger.submitAll(List.of(define), Lane.BULK, Ledger.Atomicity.INDIVIDUAL, DEADLINE)
                    .join()
                    .getFirst();
            if (!(outcome instanceof Outcome.Applied)) {
                throw new ImportStopped("The chart of accounts cannot be extended: " + Reasons.of(outcome));
            }
        } catch (CompletionException failed) {
            throw new ImportStopped("The chart of accounts cannot be extended: " + failed.getCause(), failed);
        }
        return missing.stream().map(Chart.Pattern::path).toList();
    }

    static List<Chart.Pattern> missing(Chart chart, Mapping mapping) {
        List<Chart.Pattern> missing = new ArrayList<>();
        List<Chart.Pattern> needed = List.of(
                Chart.Pattern.of(mapping.wallet().text(), AccountKind.LIABILITY).withFloor(0),
                Chart.Pattern.of(mapping.terminal().text(), AccountKind.LIABILITY),
                Chart.Pattern.of(mapping.bank(), AccountKind.ASSET));
        for (Chart.Pattern pattern : needed) {
            Chart.Pattern there = first(chart, pattern.path());
            if (there == null) {
                missing.add(
                        mapping.currency().isIso()
                                ? pattern
                                : pattern.withCurrencies(mapping.currency().code()));
            } else {
                requireFit(there, pattern, mapping.currency());
            }
        }
        return missing;
    }

    private static Chart.@org.jspecify.annotations.Nullable Pattern first(Chart chart, String path) {
        return chart.patterns().stream()
                .filter(pattern -> covers(pattern.path(), path))
                .findFirst()
                .orElse(null);
    }

    /** Whether every account of the one path has the other's pattern; patterns for single accounts do not count. */
    private static boolean covers(String pattern, String path) {
        String[] theirs = pattern.split("/", -1);
        String[] ours = path.split("/", -1);
        boolean fits = theirs.length == ours.length;
        for (int i = 0; fits && i < ours.length; i++) {
            fits = theirs[i].startsWith("{") || theirs[i].equals(ours[i]);
        }
        return fits;
    }

    private static void requireFit(Chart.Pattern there, Chart.Pattern needed, Currency currency) {
        String name = "The chart of accounts has " + there.path();
        String fix = ". Give the import other accounts in a mapping (--mapping FILE: account.*).";
        if (there.kind() != needed.kind()) {
            throw new ImportStopped(name + " as " + word(there.kind()) + "; the import needs " + needed.path() + " as "
                    + word(needed.kind()) + fix);
        }
        if (!there.allows(currency)) {
            throw new ImportStopped(name + " without " + currency + fix);
        }
        boolean isInTheWay = there.ceiling() != null || (there.floor() != null && there.floor() > 0);
        if (isInTheWay) {
            throw new ImportStopped(name + " with limits that the import would not keep" + fix);
        }
    }

    private static String word(AccountKind kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
