package io.bursar.engine.doctor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings: the first few of each check word by word, the others as a number. */
final class Findings {
    static final int KEPT_PER_CHECK = 20;

    private final List<Finding> kept = new ArrayList<>();
    private final Map<Check, Long> counts = new EnumMap<>(Check.class);

    void damage(Check check, Finding.Place place, String format, Object... arguments) {
        add(check, Finding.Severity.DAMAGE, place, format, arguments);
    }

    void damage(Check check, long seq, String format, Object... arguments) {
        add(check, Finding.Severity.DAMAGE, new Finding.Place.Row(seq), format, arguments);
    }

    void notice(Check check, Finding.Place place, String format, Object... arguments) {
        add(check, Finding.Severity.NOTICE, place, format, arguments);
    }

    private void add(Check check, Finding.Severity severity, Finding.Place place, String format, Object... arguments) {
        if (severity == Finding.Severity.NOTICE) {
            kept.add(new Finding(check, severity, place, String.format(format, arguments)));
        } else if (counts.merge(check, 1L, Long::sum) <= KEPT_PER_CHECK) {
            kept.add(new Finding(check, severity, place, String.format(format, arguments)));
        }
    }

    List<Finding> kept() {
        return List.copyOf(kept);
    }

    Map<Check, Long> counts() {
        return Map.copyOf(counts);
    }
}
