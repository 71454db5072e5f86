package io.bursar.routing;

import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rules of a book, in their order; the first that is true of a payment, and names a gateway that can take it, decides.
 *
 * @param version 1, 2, 3 … in each book
 * @param activatedAt the last time; null: never
 */
record RuleSet(
        UUID uuid,
        int book,
        int version,
        Status status,
        @Nullable String description,
        List<Rule> rules,
        @Nullable Instant activatedAt) {
    static final String PREFIX = "rrs";
    static final String OBJECT = "routing_rule_set";

    RuleSet {
        rules = List.copyOf(rules);
    }

    enum Status {
        /** Was never in force. */
        DRAFT,
        ACTIVE,
        /** Was in force; may be again. */
        RETIRED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    String id() {
        return PublicId.of(PREFIX, uuid);
    }

    void write(JsonOut out) {
        out.text("id", id())
                .text("object", OBJECT)
                .integer("activated_at", activatedAt == null ? null : (Long) activatedAt.getEpochSecond())
                .integer("created", ObjectIds.time(uuid).getEpochSecond())
                .text("description", description)
                .flag("livemode", false)
                .list(
                        "rules",
                        rules,
                        (inner, rule) -> inner.texts("gateways", rule.gateways())
                                .text("name", rule.name().isEmpty() ? null : rule.name())
                                .text("when", rule.when()))
                .text("status", status.text())
                .integer("version", version);
    }
}
