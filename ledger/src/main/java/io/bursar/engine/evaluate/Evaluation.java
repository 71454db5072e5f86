package io.bursar.engine.evaluate;

import io.bursar.engine.AccountStatus;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.Settings;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of the evaluator share: the book's state, the plan of the command at hand, the batch's time, and how a
 * command that is applied ends.
 */
final class Evaluation {
    final BookState state;
    final LogMemory memory;
    final Accounts accounts;
    final Plan plan;
    final RowAppender appender;
    final BatchRiders riders;

    private long nowMicros;
    private Instant now = Instant.EPOCH;

    Evaluation(BookState state) {
        this.state = state;
        this.memory = state.memory();
        this.accounts = state.accounts();
        this.plan = new Plan(state);
        this.appender = new RowAppender(state);
        this.riders = new BatchRiders(accounts);
    }

    void begin(long atMicros) {
        nowMicros = atMicros;
        now = Micros.toInstant(atMicros);
    }

    /** The batch's time, microseconds. */
    long nowMicros() {
        return nowMicros;
    }

    /** The batch's time. */
    Instant now() {
        return now;
    }

    // ---- steps that several commands have

    Outcome.@Nullable Rejection checkStatus(int number) {
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

    Outcome.@Nullable Rejection checkPeriod(Terms terms) {
        long closedUntil = state.settings().closedUntil();
        if (closedUntil == Settings.ALL_OPEN) {
            return null;
        }
        long effective = terms.effectiveAt() == null ? nowMicros : Micros.of(terms.effectiveAt());
        return effective < closedUntil ? new Outcome.PeriodClosed(Micros.toInstant(closedUntil)) : null;
    }

    // ---- the end of an applied command

    private static long effectiveMicros(Terms terms) {
        return terms.effectiveAt() == null ? LogMemory.NO_TIME : Micros.of(terms.effectiveAt());
    }

    /** Appends the plan's rows. @return position of the first row */
    long commit(Prepared prepared, @Nullable String detail) {
        long first = plan.commit(appender, effectiveMicros(prepared.command.terms()));
        if (detail != null) {
            memory.setDetail(first, detail);
        }
        return first;
    }

    /** Appends a row that moves nothing. @param account number, or 0 */
    Outcome directive(Prepared prepared, EntryKind kind, int account, Map<String, Object> detail) {
        long position = appender.directive(kind, account, detail.isEmpty() ? null : Json.write(detail));
        long effectiveAt = effectiveMicros(prepared.command.terms());
        if (effectiveAt != LogMemory.NO_TIME) {
            memory.setEffectiveAt(position, effectiveAt);
        }
        return applied(prepared, position);
    }

    /** Files the command under its key and puts its riders with the batch's. */
    Outcome applied(Prepared prepared, long first) {
        file(prepared, first);
        Outcome.Applied applied = new Outcome.Applied(memory.seq(first), now);
        riders.add(prepared, applied);
        return applied;
    }

    /** Lets the command's key, when it has one, lead to a row. */
    void file(Prepared prepared, long position) {
        if (prepared.isKeyed()) {
            memory.setKey(position, prepared.key, prepared.bodyHash);
            state.addKey(prepared.keyHash, position);
        }
    }
}
