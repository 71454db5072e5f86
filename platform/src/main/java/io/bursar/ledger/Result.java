package io.bursar.ledger;

import io.bursar.api.Answer;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.engine.Outcome.Aborted;
import io.bursar.engine.Outcome.Applied;
import io.bursar.engine.Outcome.Busy;
import io.bursar.engine.Outcome.DeadlinePassed;
import io.bursar.engine.Outcome.Rejection;
import io.bursar.engine.Outcome.Replayed;
import java.util.function.LongFunction;

/** An outcome as the API tells it: what was booked, or the problem; now, or earlier under the same key. */
public sealed interface Result {
    /** @param id of the command in the log */
    record Booked(long id, Telling telling) implements Result {}

    record Refused(Problem problem, Telling telling) implements Result {}

    /** Whether this key is answered for the first time. */
    enum Telling {
        FIRST,
        REPLAY
    }

    Telling telling();

    static Result of(Outcome outcome) {
        return switch (outcome) {
            case Applied applied -> new Booked(applied.id(), Telling.FIRST);
            case Rejection rejection -> new Refused(Refusals.problem(rejection), Telling.FIRST);
            case Replayed(Applied first) -> new Booked(first.id(), Telling.REPLAY);
            case Replayed(Rejection first) -> new Refused(Refusals.problem(first), Telling.REPLAY);
            case Busy _ -> new Refused(Refusals.busy(), Telling.FIRST);
            case DeadlinePassed _ -> new Refused(Refusals.deadlinePassed(), Telling.FIRST);
            case Aborted(int index) -> new Refused(Refusals.aborted(index), Telling.FIRST);
        };
    }

    /** The answer that is still to come did not come in time; the key will tell. */
    static ProblemException unknown() {
        return Refusals.unknown().asException();
    }

    /** Why there is no outcome, as what ends the request: the caller must know whether it may have happened. */
    static RuntimeException failure(LedgerException failure) {
        return switch (failure.reason()) {
            case CLOSED ->
                Problem.of(ErrorCode.NOT_READY, "The ledger is stopping; nothing happened.")
                        .asException();
            case UNKNOWN -> unknown();
            // Defects of ours: answered as 500, and logged.
            case RIDER_FAILED, DEFECT -> failure;
        };
    }

    default boolean isReplay() {
        return telling() == Telling.REPLAY;
    }

    /** The answer to a request of one command. A replay has the first answer's status and body. */
    default Answer answer(LongFunction<Answer> whenBooked) {
        Answer answer =
                switch (this) {
                    case Booked(long id, Telling _) -> whenBooked.apply(id);
                    case Refused(Problem problem, Telling _) -> Answer.refused(problem);
                };
        return isReplay() ? answer.replayed() : answer;
    }
}
