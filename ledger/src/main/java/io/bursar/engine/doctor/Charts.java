package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A chart of accounts as the log has it. */
record Charts(List<Pattern> patterns) {
    static final Charts EMPTY = new Charts(List.of());

    /** @param segments null stands for any segment */
    record Pattern(
            List<@Nullable String> segments,
            String path,
            @Nullable AccountKind kind,
            Set<String> currencies,
            long floor,
            long ceiling) {
        boolean matches(String[] path) {
            if (path.length != segments.size()) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                String segment = segments.get(i);
                if (segment != null && !segment.equals(path[i])) {
                    return false;
                }
            }
            return true;
        }

        boolean allows(String currency) {
            return currencies.isEmpty()
                    ? Currency.isWellFormed(currency) && Currency.of(currency).isIso()
                    : currencies.contains(currency);
        }
    }

    /** Reads {@code patterns} as they stand in a detail; what is no pattern is found. */
    static Charts read(List<?> patterns, long seq, Findings findings) {
        List<Pattern> read = new ArrayList<>();
        for (Object element : patterns) {
            if (element instanceof Map<?, ?> map
                    && map.get("path") instanceof String path
                    && map.get("kind") instanceof String kind
                    && RowForm.accountKind(kind) != null) {
                read.add(new Pattern(
                        segments(path),
                        path,
                        RowForm.accountKind(kind),
                        strings(map.get("currencies")),
                        number(map.get("floor")),
                        number(map.get("ceiling"))));
            } else {
                findings.damage(Check.DETAIL, seq, "no pattern of a chart: %s", element);
            }
        }
        return new Charts(List.copyOf(read));
    }

    /** The first pattern that matches decides. */
    @Nullable
    Pattern find(String path) {
        String[] segments = path.split("/", -1);
        for (Pattern pattern : patterns) {
            if (pattern.matches(segments)) {
                return pattern;
            }
        }
        return null;
    }

    private static List<@Nullable String> segments(String path) {
        List<@Nullable String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(segment.startsWith("{") && segment.endsWith("}") ? null : segment);
        }
        return segments;
    }

    private static Set<String> strings(@Nullable Object list) {
        Set<String> strings = new HashSet<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> strings.add(String.valueOf(element)));
        }
        return strings;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : LogRow.NONE;
    }
}
