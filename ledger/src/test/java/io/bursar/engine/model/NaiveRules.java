package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Command;
import io.bursar.engine.Command.Part;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HoldView;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.model.NaiveLedger.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each command comes to: its target, then the steps that it shares with others. It changes nothing itself. */
final class NaiveRules {
    private static final long MILLION = 1_000_000;

    private final NaiveBook state;
    private final NaiveSteps steps;

    NaiveRules(NaiveBook state) {
        this.state = state;
        this.steps = new NaiveSteps(state);
    }

    Verdict decide(Command command) {
        return switch (command) {
            case Command.Transact transact -> legs(transact, transact.legs(), EntryKind.TRANSFER);
            case Command.Hold hold -> legs(hold, hold.legs(), EntryKind.HOLD);
            case Command.Capture capture -> capture(capture);
            case Command.Release release -> release(release);
            case Command.Reverse reverse -> reverse(reverse);
            case Command.DefineChart define ->
                new Verdict.Directive(
                        EntryKind.CHART_DEFINED,
                        null,
                        Map.of("patterns", ModelRow.PRESENT),
                        id -> state.setChart(define.chart()));
            case Command.SetLimits limits -> limits(limits);
            case Command.SetStatus status -> status(status);
            case Command.SetMetadata metadata -> metadata(metadata);
            case Command.ClosePeriod close -> close(close.before());
            case Command.ReopenPeriod reopen -> reopen(reopen.before());
        };
    }

    private Verdict close(Instant before) {
        Instant closed = state.closedUntil;
        if (closed != null && before.compareTo(closed) <= 0) {
            return NaiveSteps.refused(new Outcome.PeriodNotLater(closed));
        }
        return new Verdict.Directive(
                EntryKind.PERIOD_CLOSED, null, Map.of("before", micros(before)), id -> state.closeUntil(before));
    }

    private Verdict reopen(@Nullable Instant before) {
        Instant closed = state.closedUntil;
        if (closed == null || (before != null && before.compareTo(closed) >= 0)) {
            return NaiveSteps.refused(new Outcome.PeriodNotEarlier(closed));
        }
        Map<String, Object> detail = new TreeMap<>(Map.of("reopens", true));
        if (before != null) {
            detail.put("before", micros(before));
        }
        return new Verdict.Directive(EntryKind.PERIOD_CLOSED, null, detail, id -> state.closeUntil(before));
    }

    // Transactions and holds.

    static List<AccountRef> accountsOf(List<Leg> legs) {
        List<AccountRef> accounts = new ArrayList<>();
        for (Leg leg : legs) {
            accounts.add(new AccountRef(leg.debit(), leg.currency()));
            accounts.add(new AccountRef(leg.credit(), leg.currency()));
            if (leg.rest() != null) {
                accounts.add(new AccountRef(leg.rest(), leg.currency()));
            }
        }
        return accounts;
    }

    private Verdict legs(Command command, List<Leg> legs, EntryKind kind) {
        List<AccountRef> named = accountsOf(legs);
        Outcome.Rejection refusal = steps.accountsRefused(named);
        if (refusal == null) {
            refusal = steps.statusRefused(named, command.terms());
        }
        if (refusal == null) {
            refusal = steps.periodRefused(command.terms());
        }
        if (refusal != null) {
            return new Verdict.Refused(refusal);
        }
        List<ModelPosting> postings = new ArrayList<>();
        boolean upTo = false;
        for (Leg leg : legs) {
            addLeg(postings, leg, kind);
            upTo |= leg.extent() == Leg.Extent.UP_TO;
        }
        if (postings.isEmpty()) {
            AccountRef first =
                    new AccountRef(legs.getFirst().debit(), legs.getFirst().currency());
            return new Verdict.Refused(
                    new Outcome.InsufficientFunds(first, canGive(first, postings, Long.MAX_VALUE), 1));
        }
        Map<String, Object> detail = new TreeMap<>();
        if (upTo) {
            detail.put("asked", ModelRow.PRESENT);
        }
        Instant expiresAt = command instanceof Command.Hold hold ? hold.expiresAt() : null;
        if (expiresAt != null) {
            detail.put("expires", micros(expiresAt));
        }
        ModelClaim.Of of = kind == EntryKind.HOLD ? ModelClaim.Of.HOLD : ModelClaim.Of.TRANSACTION;
        return steps.money(
                command,
                postings,
                detail,
                id -> state.addClaim(
                        new ModelClaim(id, of, claimLegs(postings), command.terms(), state.now, expiresAt)));
    }

    private void addLeg(List<ModelPosting> postings, Leg leg, EntryKind kind) {
        AccountRef debit = new AccountRef(leg.debit(), leg.currency());
        AccountRef credit = new AccountRef(leg.credit(), leg.currency());
        if (leg.extent() == Leg.Extent.EXACT) {
            postings.add(new ModelPosting(kind, debit, credit, leg.amount()));
            return;
        }
        long taken = Math.min(leg.amount(), Math.max(0, canGive(debit, postings, leg.amount())));
        if (taken > 0) {
            postings.add(new ModelPosting(kind, debit, credit, taken));
        }
        if (leg.rest() != null && leg.amount() > taken) {
            AccountRef rest = new AccountRef(leg.rest(), leg.currency());
            postings.add(new ModelPosting(kind, rest, credit, leg.amount() - taken));
        }
    }

    /** What an account can give after the earlier legs of its command. */
    private long canGive(AccountRef ref, List<ModelPosting> earlier, long everything) {
        ModelAccount account = state.orUnopened(ref).copy();
        for (ModelPosting posting : earlier) {
            if (posting.debit().equals(ref) || posting.credit().equals(ref)) {
                account.book(posting);
            }
        }
        Long most = account.canGive();
        return most == null ? everything : most;
    }

    private static List<ModelClaim.ClaimLeg> claimLegs(List<ModelPosting> postings) {
        List<ModelClaim.ClaimLeg> legs = new ArrayList<>();
        for (ModelPosting posting : postings) {
            if (posting.posts() || posting.reserves()) {
                legs.add(new ModelClaim.ClaimLeg(posting.debit(), posting.credit(), posting.amount()));
            }
        }
        return legs;
    }

    // What has a target.

    private Verdict capture(Command.Capture capture) {
        ModelClaim hold = state.claims.get(capture.hold());
        Outcome.Rejection refusal = holdRefused(hold, capture.hold());
        if (hold == null || refusal != null) {
            return NaiveSteps.refused(refusal);
        }
        Object wanted = capture.part() instanceof Part.Share(int millionths)
                ? shareOf(hold, millionths)
                : amountsOf(hold, capture.part());
        if (!(wanted instanceof long[] amounts)) {
            return NaiveSteps.refused((Outcome.Rejection) wanted);
        }
        List<ModelPosting> postings = new ArrayList<>();
        for (int i = 0; i < amounts.length; i++) {
            ModelClaim.ClaimLeg leg = hold.legs.get(i);
            if (amounts[i] > 0) {
                postings.add(new ModelPosting(EntryKind.CAPTURE_FREED, leg.debit(), leg.credit(), amounts[i]));
                postings.add(new ModelPosting(EntryKind.CAPTURE, leg.debit(), leg.credit(), amounts[i]));
            }
        }
        refusal = steps.statusRefused(touched(postings), capture.terms());
        if (refusal == null) {
            refusal = steps.periodRefused(capture.terms());
        }
        if (refusal != null) {
            return NaiveSteps.refused(refusal);
        }
        return finishCapture(capture, hold, amounts, postings);
    }

    private Verdict finishCapture(
            Command.Capture capture, ModelClaim hold, long[] amounts, List<ModelPosting> postings) {
        boolean last = capture.completion() == Command.Completion.RELEASE_REST;
        boolean restReleased = false;
        for (int i = 0; i < amounts.length; i++) {
            ModelClaim.ClaimLeg leg = hold.legs.get(i);
            long rest = hold.remaining[i] - amounts[i];
            if (last && rest > 0) {
                restReleased = true;
                postings.add(new ModelPosting(EntryKind.RELEASE, leg.debit(), leg.credit(), rest));
            }
        }
        Map<String, Object> detail = new TreeMap<>();
        detail.put("target", capture.hold());
        detail.put("taken", asList(amounts));
        if (last) {
            detail.put("final", true);
        }
        int shares = capture.part() instanceof Part.Share(int millionths) ? millionths : 0;
        if (shares > 0) {
            detail.put("shares", (long) hold.shares + shares);
        }
        boolean released = restReleased;
        return steps.money(capture, postings, detail, id -> {
            state.changing(hold);
            for (int i = 0; i < amounts.length; i++) {
                hold.taken[i] += amounts[i];
                hold.remaining[i] = released ? 0 : hold.remaining[i] - amounts[i];
            }
            hold.shares += shares;
            if (!hold.hasRemaining()) {
                state.endHold(hold, released ? HoldView.Status.RELEASED : HoldView.Status.CAPTURED);
            }
            state.addClaim(transactionClaim(id, postings, capture.terms()));
        });
    }

    private ModelClaim transactionClaim(long id, List<ModelPosting> postings, Terms terms) {
        List<ModelPosting> posted =
                postings.stream().filter(ModelPosting::posts).toList();
        return new ModelClaim(id, ModelClaim.Of.TRANSACTION, claimLegs(posted), terms, state.now, null);
    }

    private static Outcome.@Nullable Rejection holdRefused(@Nullable ModelClaim hold, long id) {
        if (hold == null || hold.of != ModelClaim.Of.HOLD) {
            return new Outcome.TargetUnknown(id);
        }
        return switch (hold.state) {
            case OPEN -> null;
            case CAPTURED, RELEASED -> new Outcome.TargetSettled(id);
            case EXPIRED -> new Outcome.TargetExpired(id);
        };
    }

    /** Amounts of a share, or a rejection. */
    private static Object shareOf(ModelClaim hold, int share) {
        if (hold.shares + share > MILLION) {
            return new Outcome.TargetExceeded(hold.id, 0, hold.remaining[0]);
        }
        long[] amounts = new long[hold.remaining.length];
        long sum = 0;
        for (int i = 0; i < amounts.length; i++) {
            long whole = hold.legs.get(i).amount();
            amounts[i] = portion(whole, hold.shares + share) - portion(whole, hold.shares);
            if (amounts[i] > hold.remaining[i]) {
                return new Outcome.TargetExceeded(hold.id, i, hold.remaining[i]);
            }
            sum += amounts[i];
        }
        return sum == 0 ? new Outcome.Malformed("part", "") : amounts;
    }

    /** ⌊amount × share / 10^6⌋ without leaving a long. */
    static long portion(long amount, long share) {
        return amount / MILLION * share + amount % MILLION * share / MILLION;
    }

    /** Amounts as given or all that remains, or a rejection. */
    private static Object amountsOf(ModelClaim claim, Part part) {
        if (!(part instanceof Part.Amounts(List<Long> given))) {
            return claim.remaining.clone();
        }
        long[] amounts = new long[claim.remaining.length];
        for (int i = 0; i < given.size(); i++) {
            if (i >= amounts.length) {
                if (given.get(i) > 0) {
                    return new Outcome.TargetExceeded(claim.id, amounts.length, 0);
                }
                continue;
            }
            amounts[i] = given.get(i);
            if (amounts[i] > claim.remaining[i]) {
                return new Outcome.TargetExceeded(claim.id, i, claim.remaining[i]);
            }
        }
        return amounts;
    }

    private Verdict release(Command.Release release) {
        ModelClaim hold = state.claims.get(release.hold());
        Outcome.Rejection refusal = holdRefused(hold, release.hold());
        if (hold == null || refusal != null) {
            return NaiveSteps.refused(refusal);
        }
        return steps.money(release, freed(hold, EntryKind.RELEASE), Map.of("target", hold.id), id -> {
            state.changing(hold);
            Arrays.fill(hold.remaining, 0);
            state.endHold(hold, HoldView.Status.RELEASED);
        });
    }

    static List<ModelPosting> freed(ModelClaim hold, EntryKind kind) {
        List<ModelPosting> postings = new ArrayList<>();
        for (int i = 0; i < hold.remaining.length; i++) {
            if (hold.remaining[i] > 0) {
                ModelClaim.ClaimLeg leg = hold.legs.get(i);
                postings.add(new ModelPosting(kind, leg.debit(), leg.credit(), hold.remaining[i]));
            }
        }
        return postings;
    }

    private Verdict reverse(Command.Reverse reverse) {
        ModelClaim target = state.claims.get(reverse.transaction());
        if (target == null || target.of != ModelClaim.Of.TRANSACTION) {
            return NaiveSteps.refused(new Outcome.TargetUnknown(reverse.transaction()));
        }
        if (!target.hasRemaining()) {
            return NaiveSteps.refused(new Outcome.TargetSettled(reverse.transaction()));
        }
        Object wanted = amountsOf(target, reverse.part());
        if (!(wanted instanceof long[] amounts)) {
            return NaiveSteps.refused((Outcome.Rejection) wanted);
        }
        List<ModelPosting> postings = new ArrayList<>();
        List<AccountRef> named = new ArrayList<>();
        for (int i = 0; i < amounts.length; i++) {
            ModelClaim.ClaimLeg leg = target.legs.get(i);
            if (amounts[i] > 0) {
                named.add(leg.debit());
                named.add(leg.credit());
                postings.add(new ModelPosting(EntryKind.REVERSAL, leg.credit(), leg.debit(), amounts[i]));
            }
        }
        Outcome.Rejection refusal = steps.statusRefused(named, reverse.terms());
        if (refusal == null) {
            refusal = steps.periodRefused(reverse.terms());
        }
        if (refusal != null) {
            return NaiveSteps.refused(refusal);
        }
        Map<String, Object> detail = Map.of("target", target.id, "taken", asList(amounts));
        return steps.money(reverse, postings, detail, id -> {
            state.changing(target);
            for (int i = 0; i < amounts.length; i++) {
                target.taken[i] += amounts[i];
                target.remaining[i] -= amounts[i];
            }
            state.addClaim(transactionClaim(id, postings, reverse.terms()));
        });
    }

    // Directives.

    private Verdict limits(Command.SetLimits limits) {
        Outcome.Rejection refusal = steps.accountsRefused(List.of(limits.account()));
        if (refusal != null) {
            return NaiveSteps.refused(refusal);
        }
        ModelAccount account = state.orUnopened(limits.account());
        Long floor = limits.floor();
        Long ceiling = limits.ceiling();
        boolean ordinary = limits.terms().right() == Terms.Right.ORDINARY;
        if (ordinary && floor != null && account.lower() < floor) {
            return NaiveSteps.refused(new Outcome.InsufficientFunds(account.ref, account.lower() - floor, 0));
        }
        if (ordinary && ceiling != null && account.upper() > ceiling) {
            return NaiveSteps.refused(new Outcome.AboveCeiling(account.ref, ceiling - account.upper(), 0));
        }
        Map<String, Object> detail = new TreeMap<>();
        NaiveBook.putLimits(detail, floor, ceiling);
        return new Verdict.Directive(EntryKind.LIMITS_SET, limits.account(), detail, id -> {
            ModelAccount changed = state.changing(limits.account());
            changed.floor = floor;
            changed.ceiling = ceiling;
        });
    }

    private Verdict status(Command.SetStatus status) {
        Outcome.Rejection refusal = steps.accountsRefused(List.of(status.account()));
        if (refusal != null) {
            return NaiveSteps.refused(refusal);
        }
        ModelAccount account = state.orUnopened(status.account());
        long held = account.heldOut() + account.heldIn();
        boolean ordinary = status.terms().right() == Terms.Right.ORDINARY;
        if (ordinary && status.status() == AccountStatus.CLOSED && (account.balance != 0 || held != 0)) {
            return NaiveSteps.refused(new Outcome.AccountNotEmpty(account.ref, account.posted(), held));
        }
        return new Verdict.Directive(
                EntryKind.STATUS_SET,
                status.account(),
                Map.of("status", status.status().name().toLowerCase(Locale.ROOT)),
                id -> state.changing(status.account()).status = status.status());
    }

    private Verdict metadata(Command.SetMetadata metadata) {
        Outcome.Rejection refusal = steps.accountsRefused(List.of(metadata.account()));
        if (refusal != null) {
            return NaiveSteps.refused(refusal);
        }
        return new Verdict.Directive(
                EntryKind.METADATA_SET,
                metadata.account(),
                Map.of("entries", metadata.entries()),
                id -> state.changing(metadata.account()).metadata = metadata.entries());
    }

    private static List<AccountRef> touched(List<ModelPosting> postings) {
        List<AccountRef> touched = new ArrayList<>();
        for (ModelPosting posting : postings) {
            touched.add(posting.debit());
            touched.add(posting.credit());
        }
        return touched;
    }

    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    private static List<Long> asList(long[] amounts) {
        return Arrays.stream(amounts).boxed().toList();
    }
}
