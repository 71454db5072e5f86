package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.LogRow;
import java.util.List;
import java.util.Map;

/** Rows that remember how a key's command was refused. */
final class Rejections {
    private static final List<String> TARGET = List.of("target");
    private static final List<String> ACCOUNT = List.of("path", "currency");

    /** The outcomes that may be recorded, and their fields. */
    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry("target_unknown", TARGET),
            Map.entry("target_settled", TARGET),
            Map.entry("target_expired", TARGET),
            Map.entry("target_exceeded", List.of("target", "leg", "remaining")),
            Map.entry("account_unknown", List.of("path")),
            Map.entry("currency_not_allowed", ACCOUNT),
            Map.entry("account_frozen", ACCOUNT),
            Map.entry("account_closed", ACCOUNT),
            Map.entry("account_not_empty", List.of("path", "currency", "balance", "held")),
            Map.entry("period_closed", List.of("before")),
            Map.entry("balance_out_of_range", ACCOUNT),
            Map.entry("insufficient_funds", List.of("path", "currency", "available", "needed")),
            Map.entry("above_ceiling", List.of("path", "currency", "room", "needed")));

    private final Findings findings;

    Rejections(Findings findings) {
        this.findings = findings;
    }

    void look(LogRow row, Detail detail) {
        if (row.key == null) {
            findings.damage(Check.REJECTIONS, row.seq, "a rejection was recorded without a key");
        }
        if (!(detail.map("body").get("type") instanceof String)) {
            findings.damage(Check.REJECTIONS, row.seq, "the refused body is missing or has no type");
        }
        String outcome = detail.requiredText("outcome");
        List<String> fields = FIELDS.get(outcome);
        if (fields == null) {
            findings.damage(Check.REJECTIONS, row.seq, "\"%s\" is no outcome that is recorded", outcome);
            return;
        }
        for (String field : fields) {
            if (!detail.has(field)) {
                findings.damage(Check.REJECTIONS, row.seq, "%s lacks %s", outcome, field);
            }
        }
    }
}
