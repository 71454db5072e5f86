package io.bursar.engine.evaluate;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import io.bursar.engine.log.CommandFields;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.RejectionDetail;
import io.bursar.engine.log.StoredCommand;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.ChartMatcher;
import io.bursar.engine.state.Claim;
import io.bursar.engine.state.Settings;
import io.bursar.money.Split;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates one command after another against the book's state, to the letter of the ledger's semantics. */
public final class Evaluator {
    /** Most holds that expire at the head of one batch. */
    public static final int EXPIRIES_MAX = 1_000;

    private static final long EFFECTIVE_AHEAD_MICROS = Duration.ofDays(1).toNanos() / 1_000;
    private static final long EXPIRY_AHEAD_MICROS = Duration.ofDays(3_660).toNanos() / 1_000;

    /** Whether refusals are recorded under their keys. */
    public enum Recording {
        RECORD,
        LEAVE_NO_TRACE
    }

    private final BookState state;
    private final LogMemory memory;
    private final Accounts accounts;
    private final Plan plan;
    private final RowAppender appender;

    private long nowMicros;
    private Instant now = Instant.EPOCH;
    private SealedAnswers sealed = SealedAnswers.NONE;
    private Set<Prepared> conflicting = Set.of();
    private final List<AppliedRiders> riders = new ArrayList<>();
    private final Set<String> subjects = new HashSet<>();
    private final List<String> subjectOrder = new ArrayList<>();
    private final List<Decision.Expiry> expiries = new ArrayList<>();

    public Evaluator(BookState state) {
        this.state = state;
        this.memory = state.memory();
        this.accounts = state.accounts();
        this.plan = new Plan(state);
        this.appender = new RowAppender(state);
    }

    /**
     * Begins a batch.
     *
     * @param conflicts commands whose riders are known to have lost against another writer
     */
    public void begin(long atMicros, SealedAnswers answers, Set<Prepared> conflicts) {
        nowMicros = atMicros;
        now = Micros.toInstant(atMicros);
        sealed = answers;
        conflicting = conflicts;
        riders.clear();
        subjects.clear();
        subjectOrder.clear();
        expiries.clear();
    }

    /** Riders of the commands applied so far in this batch. */
    public List<AppliedRiders> riders() {
        return riders;
    }

    /** Expiries since the last call, in order. */
    public List<Decision.Expiry> takeExpiries() {
        if (expiries.isEmpty()) {
            return List.of();
        }
        List<Decision.Expiry> taken = List.copyOf(expiries);
        expiries.clear();
        return taken;
    }

    /** Number of riders so far, to come back to. */
    public int riderCount() {
        return riders.size();
    }

    /** Takes riders and subjects back. */
    public void undoRiders(int count) {
        while (riders.size() > count) {
            riders.removeLast();
            subjects.remove(subjectOrder.removeLast());
        }
    }

    /** Expires due holds, oldest first, at most {@link #EXPIRIES_MAX}. */
    public void expireDue() {
        for (int i = 0; i < EXPIRIES_MAX && !state.due().isEmpty(); i++) {
            BookState.Due first = state.due().first();
            if (first.expiresAt() > nowMicros) {
                return;
            }
            Claim hold = state.claim(first.hold());
            if (hold == null) {
                // More are due than are loaded for one batch; the next one goes on.
                return;
            }
            expire(hold);
        }
    }

    private void expire(Claim claim) {
        plan.clear();
        freeRest(claim, EntryKind.EXPIRY);
        long first = plan.commit(appender, LogMemory.NO_TIME);
        memory.setDetail(first, Json.write(Map.of("target", claim.target())));
        state.putClaim(claim.end(Claim.State.EXPIRED, memory.seq(first)));
        expiries.add(new Decision.Expiry(claim.target()));
    }

    /** Decides one command; an applied one has left its rows in memory. */
    public Outcome evaluate(Prepared prepared, Recording recording) {
        expireOwn(prepared);
        if (prepared.isKeyed()) {
            Outcome byKey = answerByKey(prepared);
            if (byKey != null) {
                return byKey;
            }
        }
        Outcome.Rejection defect = prepared.defect != null ? prepared.defect : defectNow(prepared.command);
        if (defect != null) {
            return defect;
        }
        Outcome outcome = decide(prepared);
        if (recording == Recording.RECORD
                && outcome instanceof Outcome.Rejection rejection
                && isRecorded(prepared, rejection)) {
            record(prepared, rejection);
        }
        return outcome;
    }

    // ---- keys

    private @Nullable Outcome answerByKey(Prepared prepared) {
        long position = state.findKey(prepared.keyHash, prepared.key);
        if (position != 0) {
            if (memory.bodyHash(position) == prepared.bodyHash) {
                return new Outcome.Replayed(answerOf(position));
            }
            StoredCommand stored = new StoredCommand(memory, accounts::ref);
            return keyReused(CommandFields.differing(stored.fields(position), CommandFields.of(prepared.command)));
        }
        SealedAnswers.Answer answer = sealed.find(prepared.key);
        if (answer == null) {
            return null;
        }
        return answer.bodyHash() == prepared.bodyHash
                ? new Outcome.Replayed(answer.answer())
                : keyReused(answer.differing());
    }

    private static Outcome.KeyReused keyReused(List<String> differing) {
        return new Outcome.KeyReused(differing.isEmpty() ? List.of("body") : differing);
    }

    private Outcome.Definite answerOf(long position) {
        if (memory.kind(position) == EntryKind.REJECTED.code()) {
            return RejectionDetail.fromDetail(Json.parse(memory.detail(position)));
        }
        Instant recordedAt = position > state.committedPosition()
                ? now
                : Micros.toInstant(state.times().timeOf(position));
        return new Outcome.Applied(memory.seq(position), recordedAt);
    }

    private static boolean isRecorded(Prepared prepared, Outcome.Rejection rejection) {
        Key key = prepared.command.terms().key();
        if (key == null || key.origin() == Key.Origin.DERIVED) {
            return false;
        }
        return !(rejection instanceof Outcome.Malformed)
                && !(rejection instanceof Outcome.KeyReused)
                && !(rejection instanceof Outcome.Conflict);
    }

    private void record(Prepared prepared, Outcome.Rejection rejection) {
        Map<String, Object> detail = RejectionDetail.toDetail(rejection);
        detail.put("body", CommandFields.of(prepared.command));
        long position = appender.directive(EntryKind.REJECTED, 0, Json.write(detail));
        file(prepared, position);
    }

    private void file(Prepared prepared, long position) {
        if (prepared.isKeyed()) {
            memory.setKey(position, prepared.key, prepared.bodyHash);
            state.addKey(prepared.keyHash, position);
        }
    }

    // ---- times

    private Outcome.@Nullable Malformed defectNow(Command command) {
        Instant effectiveAt = command.terms().effectiveAt();
        if (effectiveAt != null && Micros.of(effectiveAt) > nowMicros + EFFECTIVE_AHEAD_MICROS) {
            return new Outcome.Malformed("effective_at", "must not be more than one day ahead of the book's time");
        }
        if (command instanceof Command.Hold hold && hold.expiresAt() != null) {
            long expiresAt = Micros.of(hold.expiresAt());
            if (expiresAt <= nowMicros || expiresAt > nowMicros + EXPIRY_AHEAD_MICROS) {
                return new Outcome.Malformed("expires_at", "must be ahead of the book's time, by 3,660 days at most");
            }
        }
        if (command instanceof Command.ClosePeriod close
                && close.before() != null
                && Micros.of(close.before()) > nowMicros) {
            return new Outcome.Malformed("before", "must not be ahead of the book's time");
        }
        return null;
    }

    private static long effectiveMicros(Terms terms) {
        return terms.effectiveAt() == null ? LogMemory.NO_TIME : Micros.of(terms.effectiveAt());
    }

    private Outcome.@Nullable Rejection checkPeriod(Terms terms) {
        long closedUntil = state.settings().closedUntil();
        if (closedUntil == Settings.ALL_OPEN) {
            return null;
        }
        long effective = terms.effectiveAt() == null ? nowMicros : Micros.of(terms.effectiveAt());
        return effective < closedUntil ? new Outcome.PeriodClosed(Micros.toInstant(closedUntil)) : null;
    }

    // ---- expiry on the way

    /** Expires what is due on the command's own accounts, which only matters when more is due than a batch expires. */
    public void expireOwn(Prepared prepared) {
        if (!state.due().isEmpty() && state.due().first().expiresAt() <= nowMicros) {
            expireOwn(prepared.command);
        }
    }

    private void expireOwn(Command command) {
        Set<Integer> named = new HashSet<>();
        long target = 0;
        switch (command) {
            case Command.Transact transact -> name(named, transact.legs());
            case Command.Hold hold -> name(named, hold.legs());
            case Command.Capture capture -> target = capture.hold();
            case Command.Release release -> target = release.hold();
            case Command.Reverse reverse -> target = reverse.transaction();
            case Command.SetLimits limits -> name(named, limits.account());
            case Command.SetStatus status -> name(named, status.account());
            case Command.SetMetadata metadata -> name(named, metadata.account());
            case Command.DefineChart define -> {}
            case Command.ClosePeriod close -> {}
        }
        Claim claim = state.claim(target);
        if (claim != null) {
            for (int leg = 0; leg < claim.legs(); leg++) {
                named.add(claim.debit()[leg]);
                named.add(claim.credit()[leg]);
            }
        }
        for (BookState.Due due : List.copyOf(state.due().headSet(new BookState.Due(nowMicros, Long.MAX_VALUE), true))) {
            Claim hold = state.claim(due.hold());
            if (hold != null && touchesAny(hold, named)) {
                expire(hold);
            }
        }
    }

    private static boolean touchesAny(Claim hold, Set<Integer> named) {
        for (int leg = 0; leg < hold.legs(); leg++) {
            if (named.contains(hold.debit()[leg]) || named.contains(hold.credit()[leg])) {
                return true;
            }
        }
        return false;
    }

    private void name(Set<Integer> named, List<Leg> legs) {
        for (Leg leg : legs) {
            name(named, new AccountRef(leg.debit(), leg.currency()));
            name(named, new AccountRef(leg.credit(), leg.currency()));
            if (leg.rest() != null) {
                name(named, new AccountRef(leg.rest(), leg.currency()));
            }
        }
    }

    private void name(Set<Integer> named, AccountRef account) {
        int number = accounts.find(account.path(), account.currency());
        if (number != 0) {
            named.add(number);
        }
    }

    // ---- deciding

    private Outcome decide(Prepared prepared) {
        plan.clear();
        return switch (prepared.command) {
            case Command.Transact transact -> legs(prepared, transact.legs(), EntryKind.TRANSFER, Claim.NEVER);
            case Command.Hold hold ->
                legs(
                        prepared,
                        hold.legs(),
                        EntryKind.HOLD,
                        hold.expiresAt() == null ? Claim.NEVER : Micros.of(hold.expiresAt()));
            case Command.Capture capture -> capture(prepared, capture);
            case Command.Release release -> release(prepared, release);
            case Command.Reverse reverse -> reverse(prepared, reverse);
            case Command.SetLimits limits -> setLimits(prepared, limits);
            case Command.SetStatus status -> setStatus(prepared, status);
            case Command.SetMetadata metadata -> setMetadata(prepared, metadata);
            case Command.DefineChart define -> defineChart(prepared, define);
            case Command.ClosePeriod close -> closePeriod(prepared, close);
        };
    }

    private int[] names = new int[3 * 64];

    private Outcome legs(Prepared prepared, List<Leg> legs, EntryKind kind, long expiresAt) {
        boolean fact = prepared.isFact();
        int count = legs.size();
        if (names.length < 3 * count) {
            names = new int[3 * count];
        }
        Outcome.Rejection refusal = resolve(legs);
        if (refusal == null && !fact) {
            refusal = checkStatus(names, 3 * count);
        }
        if (refusal == null) {
            refusal = checkPeriod(prepared.command.terms());
        }
        if (refusal != null) {
            return refusal;
        }
        long firstCanGive = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            Leg leg = legs.get(i);
            int debit = names[3 * i];
            int credit = names[3 * i + 1];
            if (leg.extent() == Leg.Extent.EXACT) {
                plan.add(kind, debit, credit, leg.amount());
                continue;
            }
            long canGive = plan.canGive(debit);
            if (i == 0) {
                firstCanGive = canGive;
            }
            long taken = Math.min(leg.amount(), Math.max(0, canGive));
            if (taken > 0) {
                plan.add(kind, debit, credit, taken);
            }
            if (taken < leg.amount() && leg.rest() != null) {
                plan.add(kind, names[3 * i + 2], credit, leg.amount() - taken);
            }
        }
        if (plan.rows() == 0) {
            return new Outcome.InsufficientFunds(plan.ref(names[0]), firstCanGive, 1);
        }
        refusal = plan.check(fact);
        if (refusal != null) {
            return refusal;
        }
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        long first = plan.commit(appender, effectiveMicros(prepared.command.terms()));
        if (prepared.detail != null) {
            memory.setDetail(first, prepared.detail);
        }
        if (kind == EntryKind.HOLD) {
            state.putClaim(newHold(first, expiresAt));
        }
        return applied(prepared, first);
    }

    private Claim newHold(long first, long expiresAt) {
        int count = plan.rows();
        int[] debit = new int[count];
        int[] credit = new int[count];
        long[] amount = new long[count];
        for (int i = 0; i < count; i++) {
            debit[i] = plan.debit(i);
            credit[i] = plan.credit(i);
            amount[i] = plan.amount(i);
        }
        long id = memory.seq(first);
        return new Claim(
                id, Claim.Kind.HOLD, Claim.State.OPEN, debit, credit, amount, new long[count], 0, expiresAt, id);
    }

    private Outcome.@Nullable Rejection resolve(List<Leg> legs) {
        boolean allowed = true;
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            String rest = leg.rest();
            int debit = plan.resolve(leg.debit(), leg.currency());
            int credit = plan.resolve(leg.credit(), leg.currency());
            int other = rest == null ? debit : plan.resolve(rest, leg.currency());
            names[3 * i] = debit;
            names[3 * i + 1] = credit;
            names[3 * i + 2] = other;
            if (debit == Plan.UNKNOWN || credit == Plan.UNKNOWN || other == Plan.UNKNOWN) {
                String path = debit == Plan.UNKNOWN ? leg.debit() : credit == Plan.UNKNOWN ? leg.credit() : rest;
                return new Outcome.AccountUnknown(java.util.Objects.requireNonNull(path));
            }
            allowed &= debit != Plan.NOT_ALLOWED && credit != Plan.NOT_ALLOWED && other != Plan.NOT_ALLOWED;
        }
        return allowed ? null : firstNotAllowed(legs);
    }

    private Outcome.Rejection firstNotAllowed(List<Leg> legs) {
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            String rest = leg.rest();
            if (names[3 * i] == Plan.NOT_ALLOWED) {
                return new Outcome.CurrencyNotAllowed(leg.debit(), leg.currency());
            }
            if (names[3 * i + 1] == Plan.NOT_ALLOWED) {
                return new Outcome.CurrencyNotAllowed(leg.credit(), leg.currency());
            }
            if (rest != null && names[3 * i + 2] == Plan.NOT_ALLOWED) {
                return new Outcome.CurrencyNotAllowed(rest, leg.currency());
            }
        }
        throw new IllegalStateException("no leg has a currency that is not allowed");
    }

    private Outcome.@Nullable Rejection checkStatus(int[] numbers, int count) {
        for (int i = 0; i < count; i++) {
            Outcome.Rejection refusal = checkStatus(numbers[i]);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private Outcome.@Nullable Rejection checkStatus(int number) {
        if (number <= 0) {
            return null;
        }
        byte status = accounts.page(number).working.status[Accounts.at(number)];
        if (status == AccountStatus.OPEN.ordinal()) {
            return null;
        }
        return status == AccountStatus.FROZEN.ordinal()
                ? new Outcome.AccountFrozen(accounts.ref(number))
                : new Outcome.AccountClosed(accounts.ref(number));
    }

    // ---- holds

    private Outcome capture(Prepared prepared, Command.Capture capture) {
        Claim hold = state.claim(capture.hold());
        Outcome.Rejection refusal = checkHold(hold, capture.hold());
        if (refusal != null || hold == null) {
            return refusal == null ? new Outcome.TargetUnknown(capture.hold()) : refusal;
        }
        long[] take = new long[hold.legs()];
        int shares = hold.shares();
        if (capture.part() instanceof Command.Part.Share share) {
            shares += share.millionths();
            if (shares > StaticChecks.SHARE_WHOLE) {
                return new Outcome.TargetExceeded(hold.target(), 0, hold.remaining(0));
            }
            for (int leg = 0; leg < take.length; leg++) {
                long amount = hold.amount()[leg];
                take[leg] = Split.cumulativeShare(amount, shares, StaticChecks.SHARE_WHOLE)
                        - Split.cumulativeShare(amount, hold.shares(), StaticChecks.SHARE_WHOLE);
            }
        }
        refusal = fillTake(hold, capture.part(), take);
        if (refusal == null) {
            refusal = checkTaken(prepared, hold, take);
        }
        if (refusal != null) {
            return refusal;
        }
        boolean last = capture.completion() == Command.Completion.RELEASE_REST;
        for (int leg = 0; leg < take.length; leg++) {
            if (take[leg] > 0) {
                plan.add(EntryKind.CAPTURE_FREED, hold.debit()[leg], hold.credit()[leg], take[leg]);
                plan.add(EntryKind.CAPTURE, hold.debit()[leg], hold.credit()[leg], take[leg]);
            }
        }
        Claim preview = hold.take(take, shares, Claim.State.OPEN, hold.seq());
        if (last) {
            freeRest(preview, EntryKind.RELEASE);
        }
        Outcome.Rejection limits = plan.check(prepared.isFact());
        if (limits != null) {
            return limits;
        }
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        Map<String, Object> detail = targetDetail(prepared, hold.target(), take);
        if (capture.part() instanceof Command.Part.Share) {
            detail.put("shares", shares);
        }
        if (last) {
            detail.put("final", true);
        }
        long first = commit(prepared, detail);
        Claim.State end = preview.isUsedUp() ? Claim.State.CAPTURED : last ? Claim.State.RELEASED : Claim.State.OPEN;
        state.putClaim(preview.end(end, memory.seq(first)));
        return applied(prepared, first);
    }

    private static Outcome.@Nullable Rejection checkHold(@Nullable Claim hold, long target) {
        if (hold == null || hold.kind() != Claim.Kind.HOLD) {
            return new Outcome.TargetUnknown(target);
        }
        return switch (hold.state()) {
            case OPEN -> null;
            case CAPTURED, RELEASED -> new Outcome.TargetSettled(target);
            case EXPIRED -> new Outcome.TargetExpired(target);
        };
    }

    /** Fills in amounts unless by share, and refuses what is more than remains or nothing. */
    private static Outcome.@Nullable Rejection fillTake(Claim claim, Command.Part part, long[] take) {
        if (part instanceof Command.Part.Amounts amounts) {
            List<Long> given = amounts.amounts();
            for (int leg = 0; leg < given.size(); leg++) {
                if (leg >= take.length) {
                    // Amounts within the target's legs are checked first, then those beyond them.
                    Outcome.Rejection within = exceeded(claim, take);
                    return within != null ? within : new Outcome.TargetExceeded(claim.target(), take.length, 0);
                }
                take[leg] = given.get(leg);
            }
        } else if (part instanceof Command.Part.All) {
            for (int leg = 0; leg < take.length; leg++) {
                take[leg] = claim.remaining(leg);
            }
        }
        Outcome.Rejection exceeded = exceeded(claim, take);
        if (exceeded != null) {
            return exceeded;
        }
        for (long amount : take) {
            if (amount > 0) {
                return null;
            }
        }
        return new Outcome.Malformed("part", "comes to nothing");
    }

    private static Outcome.@Nullable Rejection exceeded(Claim claim, long[] take) {
        for (int leg = 0; leg < take.length; leg++) {
            if (take[leg] > claim.remaining(leg)) {
                return new Outcome.TargetExceeded(claim.target(), leg, claim.remaining(leg));
            }
        }
        return null;
    }

    private Outcome.@Nullable Rejection checkTaken(Prepared prepared, Claim claim, long[] take) {
        if (!prepared.isFact()) {
            for (int leg = 0; leg < take.length; leg++) {
                if (take[leg] > 0) {
                    Outcome.Rejection debit = checkStatus(claim.debit()[leg]);
                    Outcome.Rejection refusal = debit != null ? debit : checkStatus(claim.credit()[leg]);
                    if (refusal != null) {
                        return refusal;
                    }
                }
            }
        }
        return checkPeriod(prepared.command.terms());
    }

    private void freeRest(Claim claim, EntryKind kind) {
        for (int leg = 0; leg < claim.legs(); leg++) {
            if (claim.untaken(leg) > 0) {
                plan.add(kind, claim.debit()[leg], claim.credit()[leg], claim.untaken(leg));
            }
        }
    }

    private Outcome release(Prepared prepared, Command.Release release) {
        Claim hold = state.claim(release.hold());
        Outcome.Rejection refusal = checkHold(hold, release.hold());
        if (refusal != null || hold == null) {
            return refusal == null ? new Outcome.TargetUnknown(release.hold()) : refusal;
        }
        freeRest(hold, EntryKind.RELEASE);
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("target", hold.target());
        long first = commit(prepared, detail);
        state.putClaim(hold.end(Claim.State.RELEASED, memory.seq(first)));
        return applied(prepared, first);
    }

    // ---- reversals

    private Outcome reverse(Prepared prepared, Command.Reverse reverse) {
        Claim target = transactionClaim(reverse.transaction());
        if (target == null) {
            return new Outcome.TargetUnknown(reverse.transaction());
        }
        if (target.isUsedUp()) {
            return new Outcome.TargetSettled(target.target());
        }
        long[] take = new long[target.legs()];
        Outcome.Rejection refusal = fillTake(target, reverse.part(), take);
        if (refusal == null) {
            refusal = checkReversed(prepared, target, take);
        }
        if (refusal != null) {
            return refusal;
        }
        for (int leg = 0; leg < take.length; leg++) {
            if (take[leg] > 0) {
                plan.add(EntryKind.REVERSAL, target.credit()[leg], target.debit()[leg], take[leg]);
            }
        }
        refusal = plan.check(prepared.isFact());
        if (refusal != null) {
            return refusal;
        }
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        long first = commit(prepared, targetDetail(prepared, target.target(), take));
        state.putClaim(target.take(take, 0, Claim.State.OPEN, memory.seq(first)));
        return applied(prepared, first);
    }

    private Outcome.@Nullable Rejection checkReversed(Prepared prepared, Claim target, long[] take) {
        return checkTaken(prepared, target, take);
    }

    /** The claim on a transaction; made from its rows when nothing was reversed yet. */
    private @Nullable Claim transactionClaim(long id) {
        Claim known = state.claim(id);
        if (known != null) {
            return known.kind() == Claim.Kind.TRANSACTION ? known : null;
        }
        long position = LedgerId.position(id);
        boolean here = LedgerId.book(id) == memory.book() && memory.holds(position);
        return here ? claimOf(memory, position) : null;
    }

    /** A fresh claim on the transaction whose first row is at a position; null when no transaction begins there. */
    public static @Nullable Claim claimOf(LogMemory rows, long first) {
        int kind = rows.kind(first);
        boolean begins = rows.leg(first) == 0
                && (kind == EntryKind.TRANSFER.code()
                        || kind == EntryKind.REVERSAL.code()
                        || kind == EntryKind.CAPTURE_FREED.code());
        if (!begins) {
            return null;
        }
        long end = new StoredCommand(rows, number -> {
                    throw new IllegalStateException("names are not needed");
                })
                .end(first);
        List<Long> posted = new ArrayList<>();
        for (long row = first; row < end; row++) {
            if (EntryKind.of(rows.kind(row)).posts()) {
                posted.add(row);
            }
        }
        return claimOf(rows, first, posted, Claim.Kind.TRANSACTION, Claim.NEVER);
    }

    /** A fresh claim on some rows of a command. */
    public static Claim claimOf(LogMemory rows, long first, List<Long> taken, Claim.Kind kind, long expiresAt) {
        int count = taken.size();
        int[] debit = new int[count];
        int[] credit = new int[count];
        long[] amount = new long[count];
        for (int i = 0; i < count; i++) {
            long row = taken.get(i);
            debit[i] = rows.debit(row);
            credit[i] = rows.credit(row);
            amount[i] = rows.amount(row);
        }
        long id = rows.seq(first);
        return new Claim(id, kind, Claim.State.OPEN, debit, credit, amount, new long[count], 0, expiresAt, id);
    }

    private static Map<String, Object> targetDetail(Prepared prepared, long target, long[] take) {
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("target", target);
        detail.put("taken", take);
        return detail;
    }

    // ---- directives

    private Outcome setLimits(Prepared prepared, Command.SetLimits limits) {
        AccountRef ref = limits.account();
        int name = plan.resolve(ref.path(), ref.currency());
        Outcome.Rejection refusal = checkResolved(name, ref);
        if (refusal == null && !prepared.isFact()) {
            refusal = checkNewLimits(name, limits);
        }
        if (refusal != null) {
            return refusal;
        }
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        int number = plan.open(name, appender);
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        if (limits.floor() != null) {
            detail.put("floor", limits.floor());
        }
        if (limits.ceiling() != null) {
            detail.put("ceiling", limits.ceiling());
        }
        state.setLimits(
                number,
                limits.floor() == null ? Accounts.NO_FLOOR : limits.floor(),
                limits.ceiling() == null ? Accounts.NO_CEILING : limits.ceiling());
        return directive(prepared, EntryKind.LIMITS_SET, number, detail);
    }

    private Outcome.@Nullable Rejection checkNewLimits(int name, Command.SetLimits limits) {
        long posted = 0;
        long heldOut = 0;
        long heldIn = 0;
        if (name > 0) {
            Accounts.Columns working = accounts.page(name).working;
            int at = Accounts.at(name);
            boolean debitNormal = accounts.kind(name).normalSide() == io.bursar.engine.AccountKind.NormalSide.DEBIT;
            posted = accounts.kind(name).normal(working.posted[at]);
            heldOut = debitNormal ? working.heldCredit[at] : working.heldDebit[at];
            heldIn = debitNormal ? working.heldDebit[at] : working.heldCredit[at];
        }
        if (limits.floor() != null && posted - heldOut < limits.floor()) {
            return new Outcome.InsufficientFunds(limits.account(), posted - heldOut - limits.floor(), 0);
        }
        if (limits.ceiling() != null && posted + heldIn > limits.ceiling()) {
            return new Outcome.AboveCeiling(limits.account(), limits.ceiling() - posted - heldIn, 0);
        }
        return null;
    }

    private static Outcome.@Nullable Rejection checkResolved(int name, AccountRef ref) {
        return switch (name) {
            case Plan.UNKNOWN -> new Outcome.AccountUnknown(ref.path());
            case Plan.NOT_ALLOWED -> new Outcome.CurrencyNotAllowed(ref.path(), ref.currency());
            default -> null;
        };
    }

    private Outcome setStatus(Prepared prepared, Command.SetStatus status) {
        AccountRef ref = status.account();
        int name = plan.resolve(ref.path(), ref.currency());
        Outcome.Rejection refusal = checkResolved(name, ref);
        if (refusal != null) {
            return refusal;
        }
        if (status.status() == AccountStatus.CLOSED && !prepared.isFact() && name > 0) {
            Accounts.Columns working = accounts.page(name).working;
            int at = Accounts.at(name);
            long held = working.heldDebit[at] + working.heldCredit[at];
            if (working.posted[at] != 0 || held != 0) {
                return new Outcome.AccountNotEmpty(ref, accounts.kind(name).normal(working.posted[at]), held);
            }
        }
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        int number = plan.open(name, appender);
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("status", status.status().name().toLowerCase(Locale.ROOT));
        state.setStatus(number, status.status().ordinal());
        return directive(prepared, EntryKind.STATUS_SET, number, detail);
    }

    private Outcome setMetadata(Prepared prepared, Command.SetMetadata metadata) {
        AccountRef ref = metadata.account();
        int name = plan.resolve(ref.path(), ref.currency());
        Outcome.Rejection refusal = checkResolved(name, ref);
        if (refusal != null) {
            return refusal;
        }
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        int number = plan.open(name, appender);
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("entries", metadata.entries());
        state.setMetadata(number, metadata.entries().isEmpty() ? null : Json.write(metadata.entries()));
        return directive(prepared, EntryKind.METADATA_SET, number, detail);
    }

    private Outcome defineChart(Prepared prepared, Command.DefineChart define) {
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("patterns", ChartMatcher.toDetail(define.chart()));
        Map<String, String> asked = new LinkedHashMap<>(CommandFields.of(define));
        asked.keySet().removeIf(name -> !name.startsWith("chart."));
        detail.put("asked", asked);
        Settings settings = state.settings();
        long seq = memory.seq(memory.nextPosition());
        state.setSettings(new Settings(new ChartMatcher(define.chart()), settings.closedUntil(), seq));
        return directive(prepared, EntryKind.CHART_DEFINED, 0, detail);
    }

    private Outcome closePeriod(Prepared prepared, Command.ClosePeriod close) {
        if (takesSubject(prepared)) {
            return conflict(prepared);
        }
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        long closedUntil = Settings.ALL_OPEN;
        if (close.before() != null) {
            closedUntil = Micros.of(close.before());
            detail.put("before", closedUntil);
        }
        long seq = memory.seq(memory.nextPosition());
        state.setSettings(new Settings(state.settings().chart(), closedUntil, seq));
        return directive(prepared, EntryKind.PERIOD_CLOSED, 0, detail);
    }

    private Outcome directive(Prepared prepared, EntryKind kind, int account, Map<String, Object> detail) {
        long position = appender.directive(kind, account, detail.isEmpty() ? null : Json.write(detail));
        long effectiveAt = effectiveMicros(prepared.command.terms());
        if (effectiveAt != LogMemory.NO_TIME) {
            memory.setEffectiveAt(position, effectiveAt);
        }
        return applied(prepared, position);
    }

    // ---- the end of an applied command

    private long commit(Prepared prepared, Map<String, Object> detail) {
        long first = plan.commit(appender, effectiveMicros(prepared.command.terms()));
        memory.setDetail(first, Json.write(detail));
        return first;
    }

    private Outcome applied(Prepared prepared, long first) {
        file(prepared, first);
        Outcome.Applied applied = new Outcome.Applied(memory.seq(first), now);
        Riders own = prepared.command.terms().riders();
        if (own != null) {
            subjects.add(own.subject());
            subjectOrder.add(own.subject());
            riders.add(new AppliedRiders(prepared, own.calls(), fill(own.calls(), applied)));
        }
        return applied;
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

    private boolean takesSubject(Prepared prepared) {
        Riders own = prepared.command.terms().riders();
        return own != null && (subjects.contains(own.subject()) || conflicting.contains(prepared));
    }

    private static Outcome.Conflict conflict(Prepared prepared) {
        return new Outcome.Conflict(
                java.util.Objects.requireNonNull(prepared.command.terms().riders())
                        .subject());
    }
}
