package io.bursar.engine.state;

import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the pattern of a path: the first of the chart that matches. */
public final class ChartMatcher {
    /** Matches nothing. */
    public static final ChartMatcher EMPTY = new ChartMatcher(new Chart(List.of()));

    private record Candidate(String[] segments, Chart.Pattern pattern) {}

    private final Chart chart;
    private final Map<Integer, List<Candidate>> byLength = new HashMap<>();

    public ChartMatcher(Chart chart) {
        this.chart = chart;
        for (Chart.Pattern pattern : chart.patterns()) {
            String[] segments = pattern.path().split("/", -1);
            byLength.computeIfAbsent(segments.length, length -> new ArrayList<>())
                    .add(new Candidate(segments, pattern));
        }
    }

    public Chart chart() {
        return chart;
    }

    public Chart.@Nullable Pattern match(String path) {
        String[] segments = path.split("/", -1);
        for (Candidate candidate : byLength.getOrDefault(segments.length, List.of())) {
            if (matches(candidate.segments(), segments)) {
                return candidate.pattern();
            }
        }
        return null;
    }

    private static boolean matches(String[] pattern, String[] path) {
        for (int i = 0; i < pattern.length; i++) {
            if (!isVariable(pattern[i]) && !pattern[i].equals(path[i])) {
                return false;
            }
        }
        return true;
    }

    public static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    /** The chart as a detail keeps it. */
    public static List<Map<String, Object>> toDetail(Chart chart) {
        List<Map<String, Object>> patterns = new ArrayList<>();
        for (Chart.Pattern pattern : chart.patterns()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("path", pattern.path());
            fields.put("kind", pattern.kind().name().toLowerCase(Locale.ROOT));
            if (!pattern.currencies().isEmpty()) {
                fields.put(
                        "currencies",
                        pattern.currencies().stream().map(Currency::code).toList());
            }
            if (pattern.floor() != null) {
                fields.put("floor", pattern.floor());
            }
            if (pattern.ceiling() != null) {
                fields.put("ceiling", pattern.ceiling());
            }
            patterns.add(fields);
        }
        return patterns;
    }

    /** Reads what {@link #toDetail} wrote. */
    public static Chart fromDetail(Object detail) {
        List<Chart.Pattern> patterns = new ArrayList<>();
        for (Object element : (List<?>) detail) {
            Map<?, ?> fields = (Map<?, ?>) element;
            Set<Currency> currencies = new TreeSet<>();
            if (fields.get("currencies") instanceof List<?> codes) {
                codes.forEach(code -> currencies.add(Currency.of((String) code)));
            }
            patterns.add(new Chart.Pattern(
                    text(fields, "path"),
                    AccountKind.valueOf(text(fields, "kind").toUpperCase(Locale.ROOT)),
                    currencies,
                    (Long) fields.get("floor"),
                    (Long) fields.get("ceiling")));
        }
        return new Chart(patterns);
    }

    private static String text(Map<?, ?> fields, String name) {
        return (String) java.util.Objects.requireNonNull(fields.get(name), name);
    }
}
