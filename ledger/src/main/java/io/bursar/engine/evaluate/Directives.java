package io.bursar.engine.evaluate;

import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Outcome;
import io.bursar.engine.log.CommandFields;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.ChartMatcher;
import io.bursar.engine.state.Settings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides commands that move nothing: limits, status, metadata, charts, periods. */
final class Directives {
    private final Evaluation evaluation;
    private final BookState state;
    private final Accounts accounts;
    private final Plan plan;

    Directives(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.state = evaluation.state;
        this.accounts = evaluation.accounts;
        this.plan = evaluation.plan;
    }

    Outcome setLimits(Prepared prepared, Command.SetLimits limits) {
        AccountRef ref = limits.account();
        int name = plan.resolve(ref.path(), ref.currency());
        Outcome.Rejection refusal = checkResolved(name, ref);
        if (refusal == null && !prepared.isFact()) {
            refusal = checkNewLimits(name, limits);
        }
        if (refusal != null) {
            return refusal;
        }
        Outcome.Rejection conflict = evaluation.riders.conflict(prepared);
        if (conflict != null) {
            return conflict;
        }
        int number = plan.open(name, evaluation.appender);
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
        return evaluation.directive(prepared, EntryKind.LIMITS_SET, number, detail);
    }

    private Outcome.@Nullable Rejection checkNewLimits(int name, Command.SetLimits limits) {
        long posted = 0;
        long heldOut = 0;
        long heldIn = 0;
        if (name > 0) {
            Accounts.Columns working = accounts.page(name).working;
            int at = Accounts.at(name);
            boolean debitNormal = accounts.kind(name).normalSide() == NormalSide.DEBIT;
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

    Outcome setStatus(Prepared prepared, Command.SetStatus status) {
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
        Outcome.Rejection conflict = evaluation.riders.conflict(prepared);
        if (conflict != null) {
            return conflict;
        }
        int number = plan.open(name, evaluation.appender);
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("status", status.status().name().toLowerCase(Locale.ROOT));
        state.setStatus(number, status.status().ordinal());
        return evaluation.directive(prepared, EntryKind.STATUS_SET, number, detail);
    }

    Outcome setMetadata(Prepared prepared, Command.SetMetadata metadata) {
        AccountRef ref = metadata.account();
        int name = plan.resolve(ref.path(), ref.currency());
        Outcome.Rejection refusal = checkResolved(name, ref);
        if (refusal != null) {
            return refusal;
        }
        Outcome.Rejection conflict = evaluation.riders.conflict(prepared);
        if (conflict != null) {
            return conflict;
        }
        int number = plan.open(name, evaluation.appender);
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("entries", metadata.entries());
        state.setMetadata(number, metadata.entries().isEmpty() ? null : Json.write(metadata.entries()));
        return evaluation.directive(prepared, EntryKind.METADATA_SET, number, detail);
    }

    Outcome defineChart(Prepared prepared, Command.DefineChart define) {
        Outcome.Rejection conflict = evaluation.riders.conflict(prepared);
        if (conflict != null) {
            return conflict;
        }
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("patterns", ChartMatcher.toDetail(define.chart()));
        Map<String, String> asked = new LinkedHashMap<>(CommandFields.of(define));
        asked.keySet().removeIf(name -> !name.startsWith("chart."));
        detail.put("asked", asked);
        Settings settings = state.settings();
        long seq = evaluation.memory.seq(evaluation.memory.nextPosition());
        state.setSettings(new Settings(new ChartMatcher(define.chart()), settings.closedUntil(), seq));
        return evaluation.directive(prepared, EntryKind.CHART_DEFINED, 0, detail);
    }

    Outcome closePeriod(Prepared prepared, Command.ClosePeriod close) {
        long closed = state.settings().closedUntil();
        long before = Micros.of(close.before());
        if (closed != Settings.ALL_OPEN && before <= closed) {
            return new Outcome.PeriodNotLater(Micros.toInstant(closed));
        }
        return movePeriod(prepared, before);
    }

    Outcome reopenPeriod(Prepared prepared, Command.ReopenPeriod reopen) {
        long closed = state.settings().closedUntil();
        if (closed == Settings.ALL_OPEN) {
            return new Outcome.PeriodNotEarlier(null);
        }
        long before = reopen.before() == null ? Settings.ALL_OPEN : Micros.of(reopen.before());
        if (before != Settings.ALL_OPEN && before >= closed) {
            return new Outcome.PeriodNotEarlier(Micros.toInstant(closed));
        }
        return movePeriod(prepared, before);
    }

    /** @param closedUntil microseconds, or {@link Settings#ALL_OPEN} */
    private Outcome movePeriod(Prepared prepared, long closedUntil) {
        Outcome.Rejection conflict = evaluation.riders.conflict(prepared);
        if (conflict != null) {
            return conflict;
        }
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        if (closedUntil != Settings.ALL_OPEN) {
            detail.put("before", closedUntil);
        }
        if (prepared.command instanceof Command.ReopenPeriod) {
            detail.put("reopens", true);
        }
        long seq = evaluation.memory.seq(evaluation.memory.nextPosition());
        state.setSettings(new Settings(state.settings().chart(), closedUntil, seq));
        return evaluation.directive(prepared, EntryKind.PERIOD_CLOSED, 0, detail);
    }
}
