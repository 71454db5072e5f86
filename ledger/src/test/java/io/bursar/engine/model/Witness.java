package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.LedgerObserver.Decision.Atomic;
import io.bursar.engine.LedgerObserver.Decision.Expiry;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import io.bursar.engine.model.NaiveLedger.RiderVerdict;
import io.bursar.engine.model.NaiveLedger.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Feeds the model what the engine decided, in the order of the log, and objects wherever the model disagrees. */
final class Witness {
    /** What one node said it committed. */
    record Batch(int node, long number, Instant at, List<Decision> decisions) {}

    /** What a rider's event has to say. */
    record Event(long command, Instant recordedAt, @Nullable Long balance) {}

    final NaiveLedger model;
    final Map<String, Long> versions = new HashMap<>();
    final Map<String, Event> events = new HashMap<>();
    private final Tickets tickets;
    private final Tally tally;
    private final Set<String> subjectsNamed = new HashSet<>();
    private final Map<Command, Optional<Long>> balancesAfter = new IdentityHashMap<>();
    private final IntFunction<List<ModelRow>> comparedRows;
    private final Map<Long, Instant> batches = new TreeMap<>();

    /** @param comparedRows for reports: an account's latest rows among those that the model no longer has */
    Witness(NaiveLedger model, Tickets tickets, Tally tally, IntFunction<List<ModelRow>> comparedRows) {
        this.model = model;
        this.tickets = tickets;
        this.tally = tally;
        this.comparedRows = comparedRows;
        model.onApplied(command -> {
            Riders riders = command.terms().riders();
            if (riders != null) {
                balancesAfter.put(command, Optional.ofNullable(balanceAfter(riders)));
            }
        });
    }

    /** Times of the batches that left rows, by number. */
    Map<Long, Instant> batches() {
        return batches;
    }

    static int commandsIn(List<Decision> decisions) {
        int commands = 0;
        for (Decision decision : decisions) {
            commands += switch (decision.command()) {
                case Atomic(List<Command> together) -> together.size();
                case Expiry ignored -> 0;
                default -> 1;
            };
        }
        return commands;
    }

    /** Whether a batch is one of the log: one without rows comes after the log's batch of the same number. */
    boolean leavesRows(Batch batch) {
        return batch.decisions().stream().anyMatch(this::leavesRows);
    }

    private boolean leavesRows(Decision decision) {
        if (decision.outcome() instanceof Outcome.Applied) {
            return true;
        }
        boolean definite = decision.outcome() instanceof Outcome.Rejection
                && !(decision.outcome() instanceof Outcome.KeyReused)
                && !(decision.outcome() instanceof Outcome.Malformed)
                && !(decision.outcome() instanceof Outcome.Conflict);
        return definite
                && decision.command() instanceof Command command
                && command.terms().key() != null
                && command.terms().key().origin() == Key.Origin.EXTERNAL;
    }

    /** @throws Divergence where the model disagrees */
    void hear(Batch batch) throws InterruptedException {
        Instant before = model.state.now;
        long positionBefore = model.state.position;
        int index = 0;
        try {
            model.batch(batch.at());
            subjectsNamed.clear();
            balancesAfter.clear();
            index = head(batch);
            while (index < batch.decisions().size()) {
                index = next(batch.decisions(), index);
            }
        } catch (Divergence | NaiveLedger.BrokenRule disagreement) {
            throw new Divergence(report(batch, index, disagreement), disagreement);
        }
        if (model.state.position == positionBefore) {
            // It left no row, so it is no batch of the log, and its time binds nobody.
            model.state.now = before;
            tally.count("(batches without a row)");
            if (batch.number() != batches.size()) {
                throw new Divergence("batch %d without a row after batch %d".formatted(batch.number(), batches.size()));
            }
        } else {
            tally.count("(batches)");
            if (batch.number() != batches.size() + 1) {
                throw new Divergence("batch %d follows batch %d".formatted(batch.number(), batches.size()));
            }
            batches.put(batch.number(), batch.at());
        }
    }

    /** Before a batch's commands up to 1,000 holds expire, those that have been due longest first. */
    private int head(Batch batch) {
        List<Long> due = model.due();
        int count = Math.min(1_000, due.size());
        for (int i = 0; i < count; i++) {
            Object what =
                    i < batch.decisions().size() ? batch.decisions().get(i).command() : null;
            if (!new Expiry(due.get(i)).equals(what)) {
                throw new Divergence("%d holds are due; expected the %d. of them, %d, to expire, got %s"
                        .formatted(due.size(), i + 1, due.get(i), what));
            }
            expire(due.get(i));
        }
        if (due.size() > 1_000) {
            tally.count("(batches with more than 1,000 holds due)");
        }
        return count;
    }

    private void expire(long hold) {
        model.expire(hold);
        tally.count("(expiries)");
    }

    private int next(List<Decision> decisions, int index) throws InterruptedException {
        Decision decision = decisions.get(index);
        if (decision.command() instanceof Expiry(long hold)) {
            expire(hold);
            tally.count("(expiries before a command)");
            return index + 1;
        }
        if (decision.command() instanceof Atomic(List<Command> commands)) {
            together(commands, decision.outcome());
        } else {
            Command command = (Command) decision.command();
            compare(command, decision.outcome(), model.apply(command, verdict(decision.outcome())));
        }
        return index + 1;
    }

    /** Commands that stand or fall together: the engine told one outcome, their futures know each. */
    private void together(List<Command> commands, Outcome told) throws InterruptedException {
        List<Outcome> actual = tickets.awaitAnswers(commands);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            steps.add(new Step(commands.get(i), verdict(actual.get(i))));
        }
        List<Outcome> expected = model.atomically(steps);
        for (int i = 0; i < commands.size(); i++) {
            compare(commands.get(i), actual.get(i), expected.get(i));
        }
        Outcome refused = actual.stream()
                .filter(outcome -> !NaiveLedger.isFine(outcome) && !(outcome instanceof Outcome.Aborted))
                .findFirst()
                .orElse(actual.getFirst());
        if (!refused.equals(told)) {
            throw new Divergence("an atomic batch was told as %s but answered %s".formatted(told, actual));
        }
    }

    private static RiderVerdict verdict(Outcome actual) {
        return actual instanceof Outcome.Conflict ? RiderVerdict.CONFLICT : RiderVerdict.WRITTEN;
    }

    private void compare(Command command, Outcome actual, Outcome expected) {
        tally.count(actual);
        if (!essence(expected).equals(essence(actual))) {
            throw new Divergence("expected %s\n  got      %s".formatted(expected, actual));
        }
        Riders riders = command.terms().riders();
        if (riders != null) {
            riders(command, riders, actual);
        }
        tickets.decided(command, actual);
    }

    /** A conflict is right when the version is stale or the subject was in this batch before, and only then. */
    private void riders(Command command, Riders riders, Outcome actual) {
        long version = versions.getOrDefault(riders.subject(), 1L);
        boolean fresh = riders.version() == version;
        boolean again = !subjectsNamed.add(riders.subject());
        if (actual instanceof Outcome.Conflict && fresh && !again) {
            throw new Divergence("a conflict although version %d is current".formatted(version));
        }
        if (actual instanceof Outcome.Applied(long id, Instant at)) {
            if (!fresh) {
                throw new Divergence("applied although the subject's version is " + version);
            }
            versions.put(riders.subject(), version + 1);
            Long balance = balancesAfter.getOrDefault(command, Optional.empty()).orElse(null);
            events.put(riders.subject() + " " + version, new Event(id, at, balance));
        }
    }

    private @Nullable Long balanceAfter(Riders riders) {
        Object last = riders.calls().getLast().parameters().getLast();
        if (!(last instanceof Riders.Evaluated.BalanceAfter(AccountRef ref))) {
            return null;
        }
        ModelAccount account = model.state.accounts.get(ref);
        return account == null ? null : account.posted();
    }

    /** An outcome without what SEMANTICS.md leaves to the engine: messages, and which fields differ. */
    static Outcome essence(Outcome outcome) {
        return switch (outcome) {
            case Outcome.KeyReused(List<String> differing)
            when !differing.isEmpty() -> new Outcome.KeyReused(List.of("?"));
            case Outcome.Malformed(String param, String message) -> new Outcome.Malformed(param, "");
            default -> outcome;
        };
    }

    private String report(Batch batch, int index, Throwable disagreement) {
        StringBuilder report = new StringBuilder(String.valueOf(disagreement.getMessage()));
        report.append("\n  batch %d of node %d at %s, decision %d of %d, next row %d"
                .formatted(
                        batch.number(),
                        batch.node(),
                        batch.at(),
                        index,
                        batch.decisions().size(),
                        model.state.position + 1));
        if (index >= batch.decisions().size()) {
            return report.toString();
        }
        Decision decision = batch.decisions().get(index);
        report.append("\n  command ").append(abbreviate(decision));
        List<Command> commands = decision.command() instanceof Atomic(List<Command> together)
                ? together
                : decision.command() instanceof Command command ? List.of(command) : List.of();
        for (Command command : commands) {
            for (AccountRef ref : Touched.accounts(command, model)) {
                report.append("\n  ").append(model.describe(ref));
                latestRows(ref).forEach(row -> report.append("\n      ").append(row));
            }
            Terms terms = command.terms();
            report.append("\n  period closed until ").append(model.state.closedUntil);
            report.append(", key seen before: ").append(terms.key() == null ? "no key" : seen(terms));
        }
        return report.toString();
    }

    private List<ModelRow> latestRows(AccountRef ref) {
        ModelAccount account = model.state.accounts.get(ref);
        if (account == null) {
            return List.of();
        }
        Integer number = account.number;
        List<ModelRow> rows = new ArrayList<>(comparedRows.apply(number));
        for (ModelRow row : model.state.rows()) {
            if (number.equals(row.debit()) || number.equals(row.credit())) {
                rows.add(row);
            }
        }
        return rows.subList(Math.max(0, rows.size() - 4), rows.size());
    }

    private @Nullable Object seen(Terms terms) {
        return terms.key() == null ? null : model.state.keys.get(NaiveBook.KeyScope.of(terms.key()));
    }

    private static String abbreviate(Object command) {
        String text = command.toString();
        return text.length() > 3_000 ? text.substring(0, 3_000) + " …" : text;
    }
}
