package io.bursar.engine.evaluate;

import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.state.Accounts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Riders of the commands applied so far in a batch, and the subjects they have taken: one command for each subject. */
final class BatchRiders {
    private final Accounts accounts;
    private final List<AppliedRiders> riders = new ArrayList<>();
    private final Set<String> subjects = new HashSet<>();
    private final List<String> subjectOrder = new ArrayList<>();
    private Set<Prepared> conflicting = Set.of();

    BatchRiders(Accounts accounts) {
        this.accounts = accounts;
    }

    /** @param conflicts commands whose riders are known to have lost against another writer */
    void begin(Set<Prepared> conflicts) {
        conflicting = conflicts;
        riders.clear();
        subjects.clear();
        subjectOrder.clear();
    }

    List<AppliedRiders> all() {
        return riders;
    }

    /** Takes riders and subjects back until so many are left. */
    void undoTo(int count) {
        while (riders.size() > count) {
            riders.removeLast();
            subjects.remove(subjectOrder.removeLast());
        }
    }

    /** A conflict when the command's subject is taken; the last check of all, so that any refusal comes before it. */
    Outcome.@Nullable Conflict conflict(Prepared prepared) {
        Riders own = prepared.command.terms().riders();
        boolean taken = own != null && (subjects.contains(own.subject()) || conflicting.contains(prepared));
        return taken ? new Outcome.Conflict(Objects.requireNonNull(own).subject()) : null;
    }

    void add(Prepared prepared, Outcome.Applied applied) {
        Riders own = prepared.command.terms().riders();
        if (own != null) {
            subjects.add(own.subject());
            subjectOrder.add(own.subject());
            riders.add(new AppliedRiders(prepared, own.calls(), fill(own.calls(), applied)));
        }
    }

    private List<List<@Nullable Object>> fill(List<Riders.Call> calls, Outcome.Applied applied) {
        List<List<@Nullable Object>> filled = new ArrayList<>(calls.size());
        for (Riders.Call call : calls) {
            List<@Nullable Object> parameters = new ArrayList<>(call.parameters());
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i) instanceof Riders.Evaluated evaluated) {
                    parameters.set(i, value(evaluated, applied));
                }
            }
            filled.add(parameters);
        }
        return filled;
    }

    private @Nullable Object value(Riders.Evaluated evaluated, Outcome.Applied applied) {
        return switch (evaluated) {
            case Riders.Evaluated.Id id -> applied.id();
            case Riders.Evaluated.RecordedAt recordedAt -> applied.recordedAt();
            case Riders.Evaluated.BalanceAfter after -> {
                int number =
                        accounts.find(after.account().path(), after.account().currency());
                yield number == 0
                        ? null
                        : accounts.kind(number).normal(accounts.page(number).working.posted[Accounts.at(number)]);
            }
        };
    }
}
