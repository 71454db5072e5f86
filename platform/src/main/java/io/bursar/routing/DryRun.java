package io.bursar.routing;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.routing.ActiveRules.Compilation;
import io.bursar.routing.Choosing.Choice;
import io.bursar.routing.PastPayments.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tries rules on payments that were made, and says what they would have changed. Nothing is written. */
@Component
final class DryRun {
    private static final int MOST = 10_000;
    private static final int USUALLY = 1_000;
    private static final int EXAMPLES = 3;

    private final ObjectProvider<PastPayments> payments;

    DryRun(ObjectProvider<PastPayments> payments) {
        this.payments = payments;
    }

    /** How many payments to look at. */
    static long most(Fields body) {
        Long most = body.integer("limit");
        if (most != null && (most < 1 || most > MOST)) {
            throw body.problem(ErrorCode.PARAMETER_INVALID_INTEGER, "limit", "limit must be 1 to 10,000 payments.");
        }
        return most == null ? USUALLY : most;
    }

    /** As if every gateway were well: health is of the moment, rules are looked at here. */
    Outcome of(RuleSet set, long most) {
        Compilation rules = Compilation.of(set);
        Outcome outcome = new Outcome(set);
        payments.stream().flatMap(each -> each.last(set.book(), most).stream()).forEach(past -> {
            Choice choice = Choosing.choose(set.rules(), rule -> rules.verdict(rule, past.facts()), past.able());
            outcome.add(past, choice);
        });
        return outcome;
    }

    /** What would change. */
    static final class Outcome {
        private final RuleSet set;
        private final int[] decided;
        private final int[] failed;
        private final Map<Pair, Change> changes = new TreeMap<>();
        private int payments;
        private int unchanged;
        private int unable;

        Outcome(RuleSet set) {
            this.set = set;
            decided = new int[set.rules().size()];
            failed = new int[set.rules().size()];
        }

        private record Pair(String from, String to) implements Comparable<Pair> {
            @Override
            public int compareTo(Pair other) {
                int first = from.compareTo(other.from);
                return first == 0 ? to.compareTo(other.to) : first;
            }
        }

        private static final class Change {
            private int payments;
            private final Map<String, Long> amounts = new TreeMap<>();
            private final List<String> examples = new ArrayList<>();
        }

        void add(Past past, Choice choice) {
            payments++;
            choice.failures().forEach(failure -> failed[failure.rule()]++);
            if (choice.rule() >= 0) {
                decided[choice.rule()]++;
            }
            if (choice.gateways().isEmpty()) {
                unable++;
                return;
            }
            String to = choice.gateways().getFirst();
            if (to.equals(past.gateway())) {
                unchanged++;
                return;
            }
            Change change = changes.computeIfAbsent(new Pair(past.gateway(), to), pair -> new Change());
            change.payments++;
            change.amounts.merge(past.amount().currency().code(), past.amount().minor(), Math::addExact);
            if (change.examples.size() < EXAMPLES) {
                change.examples.add(past.id());
            }
        }

        void write(JsonOut out) {
            out.text("object", "routing_dry_run")
                    .text("rule_set", set.id())
                    .integer("version", set.version())
                    .integer("payments", payments)
                    .integer("unchanged", unchanged)
                    .integer("unable", unable)
                    .list(
                            "changes",
                            changes.entrySet(),
                            (inner, entry) -> change(inner, entry.getKey(), entry.getValue()));
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < decided.length; i++) {
                places.add(i);
            }
            out.list("rules", places, (inner, place) -> {
                Rule rule = set.rules().get(place);
                inner.integer("decided", decided[place])
                        .integer("failed", failed[place])
                        .text("name", rule.name().isEmpty() ? null : rule.name());
            });
        }

        private static void change(JsonOut out, Pair pair, Change change) {
            out.text("from", pair.from())
                    .text("to", pair.to())
                    .integer("payments", change.payments)
                    .list(
                            "amounts",
                            change.amounts.entrySet(),
                            (inner, amount) -> inner.integer(
                                            "amount", amount.getValue().longValue())
                                    .text("currency", amount.getKey()))
                    .texts("examples", change.examples);
        }
    }
}
