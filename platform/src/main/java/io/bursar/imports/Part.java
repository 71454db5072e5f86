package io.bursar.imports;

import io.bursar.engine.Command;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that go to the ledger together, and what is known of them so far. */
final class Part {
    private final List<CardRow> rows = new ArrayList<>();
    private final List<Long> topUps = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private @Nullable Outcome[] outcomes = {};
    private BookedPrefixes.@Nullable Prefix prefix;

    void add(CardRow row, long topUp, Mapping mapping) {
        List<Leg> legs = new ArrayList<>(2);
        String wallet = mapping.wallet().with(row.customer());
        if (topUp > 0) {
            legs.add(leg(mapping.bank(), wallet, topUp, mapping));
        }
        legs.add(leg(wallet, mapping.terminal().with(row.terminal()), row.amountMinor(), mapping));
        Terms terms = Terms.keyed(mapping.key(row)).withEffectiveAt(row.at()).withReference(row.id());
        rows.add(row);
        topUps.add(topUp);
        commands.add(new Command.Transact(legs, terms));
    }

    private static Leg leg(String debit, String credit, long minor, Mapping mapping) {
        return new Leg(debit, credit, minor, mapping.currency(), Leg.Extent.EXACT, null);
    }

    int size() {
        return rows.size();
    }

    List<Command> commands() {
        return commands;
    }

    /** Marks it as the last of a prefix. */
    void ends(BookedPrefixes.Prefix whole) {
        prefix = whole;
    }

    BookedPrefixes.@Nullable Prefix prefix() {
        return prefix;
    }

    /** Learns what an attempt came to; what was booked before stays booked. */
    void learn(List<Outcome> answered) {
        if (outcomes.length == 0) {
            outcomes = new Outcome[answered.size()];
        }
        for (int i = 0; i < outcomes.length; i++) {
            Outcome answer = answered.get(i);
            boolean isAnswer = !(answer instanceof Outcome.Busy || answer instanceof Outcome.DeadlinePassed);
            if (isAnswer && !(outcomes[i] instanceof Outcome.Applied)) {
                outcomes[i] = answer;
            }
        }
    }

    /** Forgets refusals, which may have come of rows that were not booked in order. */
    void forgetRefusals() {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] instanceof Outcome.Rejection) {
                outcomes[i] = null;
            }
        }
    }

    boolean isAnswered() {
        return outcomes.length > 0 && Arrays.stream(outcomes).allMatch(outcome -> outcome != null);
    }

    /** @return whether every row is in the ledger */
    boolean tell(Tally tally) {
        boolean isBooked = true;
        for (int i = 0; i < outcomes.length; i++) {
            Outcome outcome = outcomes[i];
            if (outcome instanceof Outcome.Applied) {
                tally.booked(topUps.get(i));
            } else if (outcome instanceof Outcome.Replayed(Outcome.Applied first)) {
                tally.repeated();
            } else if (outcome != null) {
                tally.refused(rows.get(i), outcome);
                isBooked = false;
            }
        }
        return isBooked;
    }
}
