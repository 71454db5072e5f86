package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerObserver.Decision.Expiry;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A ledger that does what SEMANTICS.md says, one command after another, with maps and loops. It knows nothing of
 * batches but their time, nothing of the database, and nothing of the engine.
 */
final class NaiveLedger {
    /** What the database said about a command's riders, which the model cannot know. */
    enum RiderVerdict {
        WRITTEN,
        CONFLICT
    }

    /** One command, or one expiry, in the order of the log. */
    record Step(Object what, RiderVerdict riders) {
        static Step of(Object what) {
            return new Step(what, RiderVerdict.WRITTEN);
        }
    }

    /** The log broke a rule that is not about a command's outcome. */
    static final class BrokenRule extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenRule(String message) {
            super(message);
        }
    }

    /** What a command comes to before riders: a refusal, or what is to be booked. */
    sealed interface Verdict {
        record Refused(Outcome.Rejection why) implements Verdict {}

        /** @param then what changes beside balances, given the command's id */
        record Money(List<ModelPosting> postings, Map<String, Object> detail, LongConsumer then) implements Verdict {}

        record Directive(EntryKind kind, @Nullable AccountRef named, Map<String, Object> detail, LongConsumer then)
                implements Verdict {}
    }

    final NaiveBook state;
    private final NaiveRules rules;
    private final Set<String> subjects = new HashSet<>();
    private Consumer<Command> applied = command -> {};
    private boolean inAtomicBatch;

    NaiveLedger(int book) {
        state = new NaiveBook(book);
        rules = new NaiveRules(state);
    }

    /** Tells of each command when it has just been booked, before the next one. */
    void onApplied(Consumer<Command> listener) {
        applied = listener;
    }

    /** Begins a batch. */
    void batch(Instant at) {
        if (at.isBefore(state.now)) {
            throw new BrokenRule("a batch at %s after one at %s".formatted(at, state.now));
        }
        if (at.getNano() % 1_000 != 0) {
            throw new BrokenRule("batch time " + at + " has more than microseconds");
        }
        state.now = at;
        subjects.clear();
    }

    /** The holds that are due, in the order in which they expire. */
    List<Long> due() {
        List<Long> due = new ArrayList<>();
        for (NaiveBook.DueHold hold : state.expiring) {
            if (hold.expiresAt().isAfter(state.now)) {
                break;
            }
            due.add(hold.id());
        }
        return due;
    }

    /** Of the holds that are due, those that have to expire before the command is evaluated. */
    List<Long> dueBefore(Command command) {
        List<Long> due = due();
        due.removeIf(hold -> !concerns(command, hold));
        return due;
    }

    private boolean concerns(Command command, long holdId) {
        ModelClaim hold = hold(holdId);
        return switch (command) {
            case Command.Transact transact ->
                NaiveRules.accountsOf(transact.legs()).stream().anyMatch(hold::touches);
            case Command.Hold reserve ->
                NaiveRules.accountsOf(reserve.legs()).stream().anyMatch(hold::touches);
            case Command.Capture capture -> capture.hold() == holdId;
            case Command.Release release -> release.hold() == holdId;
            case Command.SetLimits limits -> hold.touches(limits.account());
            case Command.SetStatus status -> hold.touches(status.account());
            case Command.SetMetadata metadata -> hold.touches(metadata.account());
            case Command.Reverse ignored -> false;
            case Command.DefineChart ignored -> false;
            case Command.ClosePeriod ignored -> false;
            case Command.ReopenPeriod ignored -> false;
        };
    }

    private ModelClaim hold(long id) {
        ModelClaim hold = state.claims.get(id);
        if (hold == null || hold.of != ModelClaim.Of.HOLD) {
            throw new BrokenRule("there is no hold " + id);
        }
        return hold;
    }

    /** A hold expires: it has to be open and due. */
    Outcome expire(long id) {
        ModelClaim hold = state.changing(hold(id));
        if (hold.state != HoldView.Status.OPEN) {
            throw new BrokenRule("hold %d expired although it was %s".formatted(id, hold.state));
        }
        if (hold.expiresAt == null || hold.expiresAt.isAfter(state.now)) {
            throw new BrokenRule("hold %d expired at %s, due %s".formatted(id, state.now, hold.expiresAt));
        }
        List<ModelPosting> postings = NaiveRules.freed(hold, EntryKind.EXPIRY);
        java.util.Arrays.fill(hold.remaining, 0);
        state.endHold(hold, HoldView.Status.EXPIRED);
        return new Outcome.Applied(state.bookMoney(Terms.NONE, postings, Map.of("target", id)), state.now);
    }

    /** Evaluates one command. */
    Outcome apply(Command command, RiderVerdict riders) {
        Key key = command.terms().key();
        NaiveBook.Answer known = key == null ? null : state.keys.get(NaiveBook.KeyScope.of(key));
        if (known != null) {
            return known.body().equals(Commands.body(command))
                    ? new Outcome.Replayed(known.first())
                    : new Outcome.KeyReused(List.of("?"));
        }
        String wrong = ModelForm.firstWrong(command, state.now);
        if (wrong != null) {
            return new Outcome.Malformed(wrong, "");
        }
        List<Long> overdue = dueBefore(command);
        if (!overdue.isEmpty()) {
            throw new BrokenRule("evaluated while holds that are due touch it: " + overdue);
        }
        Verdict verdict = rules.decide(command);
        if (verdict instanceof Verdict.Refused(Outcome.Rejection why)) {
            record(command, why);
            return why;
        }
        Riders rider = command.terms().riders();
        if (rider != null && (subjects.contains(rider.subject()) || riders == RiderVerdict.CONFLICT)) {
            return new Outcome.Conflict(rider.subject());
        }
        if (rider != null) {
            subjects.add(rider.subject());
        }
        Outcome.Applied answer = new Outcome.Applied(book(command, verdict), state.now);
        if (key != null) {
            state.remember(key, new NaiveBook.Answer(Commands.body(command), answer));
        }
        applied.accept(command);
        return answer;
    }

    private long book(Command command, Verdict verdict) {
        switch (verdict) {
            case Verdict.Money money -> {
                long id = state.bookMoney(command.terms(), money.postings(), money.detail());
                money.then().accept(id);
                return id;
            }
            case Verdict.Directive directive -> {
                long id = state.bookDirective(directive.kind(), directive.named(), command.terms(), directive.detail());
                directive.then().accept(id);
                return id;
            }
            case Verdict.Refused refused -> throw new IllegalStateException(refused.toString());
        }
    }

    /** Remembers a refusal under an external key. */
    private void record(Command command, Outcome.Rejection why) {
        Key key = command.terms().key();
        if (key == null || key.origin() != Key.Origin.EXTERNAL) {
            return;
        }
        if (inAtomicBatch || why instanceof Outcome.Malformed) {
            return;
        }
        Map<String, Object> detail = Map.of("outcome", ModelRow.PRESENT, "body", ModelRow.PRESENT);
        // The effective time of a command that was refused is in its body.
        state.bookDirective(EntryKind.REJECTED, null, Terms.keyed(key), detail);
        state.remember(key, new NaiveBook.Answer(Commands.body(command), why));
    }

    /** Evaluates commands that stand or fall together; expiries among them stand whatever becomes of them. */
    List<Outcome> atomically(List<Step> steps) {
        Set<String> subjectsBefore = new HashSet<>(subjects);
        List<Long> expired = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        Outcome failure = null;
        inAtomicBatch = true;
        state.begin();
        for (Step step : steps) {
            if (step.what() instanceof Expiry(long hold)) {
                // Once the batch has failed, what follows is not evaluated and does not wait for anything.
                outcomes.add(expire(hold));
                expired.add(hold);
            } else if (failure == null && step.what() instanceof Command command) {
                Outcome outcome = apply(command, step.riders());
                failure = isFine(outcome) ? null : outcome;
                outcomes.add(outcome);
            } else {
                outcomes.add(new Outcome.Busy());
            }
        }
        inAtomicBatch = false;
        if (failure == null) {
            state.keep();
            return outcomes;
        }
        state.rollBack();
        subjects.clear();
        subjects.addAll(subjectsBefore);
        return aborted(steps, outcomes, failure, expired);
    }

    private List<Outcome> aborted(List<Step> steps, List<Outcome> outcomes, Outcome failure, List<Long> expired) {
        int failed = 0;
        for (int i = 0; outcomes.get(i) != failure; i++) {
            failed += steps.get(i).what() instanceof Command ? 1 : 0;
        }
        List<Outcome> answers = new ArrayList<>();
        List<Outcome> expiries = new ArrayList<>();
        expired.forEach(hold -> expiries.add(expire(hold)));
        for (int i = 0; i < steps.size(); i++) {
            boolean isCommand = steps.get(i).what() instanceof Command;
            Outcome command = outcomes.get(i) == failure ? failure : new Outcome.Aborted(failed);
            answers.add(isCommand ? command : expiries.removeFirst());
        }
        return answers;
    }

    static boolean isFine(Outcome outcome) {
        return outcome instanceof Outcome.Applied
                || (outcome instanceof Outcome.Replayed(Outcome.Definite first) && first instanceof Outcome.Applied);
    }

    /** Runs commands as a batch of their own with every expiry that the rules ask for, for tests without an engine. */
    List<Outcome> runAlone(Instant at, List<Command> commands, boolean atomic) {
        batch(at);
        due().stream().limit(1_000).forEach(this::expire);
        if (atomic) {
            return atomically(commands.stream().map(Step::of).toList());
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Command command : commands) {
            dueBefore(command).forEach(this::expire);
            outcomes.add(apply(command, RiderVerdict.WRITTEN));
        }
        return outcomes;
    }

    /** For reports: an account as the model has it. */
    String describe(AccountRef ref) {
        ModelAccount account = state.accounts.get(ref);
        return account == null ? ref + " is not open" : account.toString();
    }
}
