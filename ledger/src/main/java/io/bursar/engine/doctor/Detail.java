package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.Json;
import io.bursar.engine.doctor.scan.LogRow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The detail of a command's first row. Whatever is not as it must be is found, and then taken for absent. */
final class Detail {
    private static final Set<String> COMMON = Set.of("ref", "meta", "fact", "subject", "version");

    private final Map<String, @Nullable Object> fields;
    private final Findings findings;
    private final long seq;

    private Detail(Map<String, @Nullable Object> fields, Findings findings, long seq) {
        this.fields = fields;
        this.findings = findings;
        this.seq = seq;
    }

    static Detail of(LogRow row, Findings findings) {
        return of(row.detail, row.seq, findings);
    }

    static Detail of(@Nullable String text, long seq, Findings findings) {
        if (text == null) {
            return new Detail(Map.of(), findings, seq);
        }
        try {
            Map<String, @Nullable Object> fields = Json.parseObject(text);
            if (fields != null) {
                return new Detail(fields, findings, seq);
            }
            findings.damage(Check.DETAIL, seq, "the detail is not an object: %s", text);
        } catch (JacksonException broken) {
            findings.damage(Check.DETAIL, seq, "the detail is not JSON: %s", broken.getOriginalMessage());
        }
        return new Detail(Map.of(), findings, seq);
    }

    /** Finds fields that this kind of row has not. */
    void allowOnly(String... names) {
        for (String field : fields.keySet()) {
            if (!COMMON.contains(field) && !List.of(names).contains(field)) {
                findings.damage(Check.DETAIL, seq, "the detail has a field that its kind has not: %s", field);
            }
        }
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    boolean flag(String name) {
        return value(name, Boolean.class) instanceof Boolean set && set;
    }

    /** A number; {@link LogRow#NONE} when absent. */
    long number(String name) {
        return value(name, Long.class) instanceof Long number ? number : LogRow.NONE;
    }

    /** A number that must be there. */
    long required(String name) {
        long number = number(name);
        if (number == LogRow.NONE) {
            missing(name);
        }
        return number;
    }

    @Nullable
    String text(String name) {
        return value(name, String.class) instanceof String text ? text : null;
    }

    /** A text that must be there; empty when it is not. */
    String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            missing(name);
            return "";
        }
        return text;
    }

    List<?> list(String name) {
        return value(name, List.class) instanceof List<?> list ? list : List.of();
    }

    Map<?, ?> map(String name) {
        return value(name, Map.class) instanceof Map<?, ?> map ? map : Map.of();
    }

    long[] numbers(String name) {
        List<?> list = list(name);
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (list.get(i) instanceof Long number) {
                numbers[i] = number;
            } else {
                findings.damage(Check.DETAIL, seq, "%s[%d] is no number", name, i);
            }
        }
        return numbers;
    }

    private void missing(String name) {
        findings.damage(Check.DETAIL, seq, "the detail lacks %s", name);
    }

    private @Nullable Object value(String name, Class<?> type) {
        Object value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            findings.damage(Check.DETAIL, seq, "%s is no %s: %s", name, type.getSimpleName(), value);
            return null;
        }
        return value;
    }
}
