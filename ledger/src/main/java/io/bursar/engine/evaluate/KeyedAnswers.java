package io.bursar.engine.evaluate;

import io.bursar.engine.EntryKind;
import io.bursar.engine.Key;
import io.bursar.engine.Outcome;
import io.bursar.engine.log.CommandFields;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.RejectionDetail;
import io.bursar.engine.log.StoredCommand;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers a command whose key was used before, and records refusals under their keys. */
final class KeyedAnswers {
    private final Evaluation evaluation;
    private SealedAnswers sealed = SealedAnswers.NONE;

    KeyedAnswers(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    void begin(SealedAnswers answers) {
        sealed = answers;
    }

    /** The answer that the command's key was given before; null when the key is new. */
    @Nullable
    Outcome find(Prepared prepared) {
        long position = evaluation.state.findKey(prepared.keyHash, prepared.key);
        if (position != 0) {
            if (evaluation.memory.bodyHash(position) == prepared.bodyHash) {
                return new Outcome.Replayed(answerOf(position));
            }
            StoredCommand stored = new StoredCommand(evaluation.memory, evaluation.accounts::ref);
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
        if (evaluation.memory.kind(position) == EntryKind.REJECTED.code()) {
            return RejectionDetail.fromDetail(Json.parse(evaluation.memory.detail(position)));
        }
        Instant recordedAt = position > evaluation.state.committedPosition()
                ? evaluation.now()
                : Micros.toInstant(evaluation.state.times().timeOf(position));
        return new Outcome.Applied(evaluation.memory.seq(position), recordedAt);
    }

    /** Leaves a row with the refusal, unless it is one that is not remembered. */
    void record(Prepared prepared, Outcome.Rejection rejection) {
        if (isRecorded(prepared, rejection)) {
            Map<String, Object> detail = RejectionDetail.toDetail(rejection);
            detail.put("body", CommandFields.of(prepared.command));
            long position = evaluation.appender.directive(EntryKind.REJECTED, 0, Json.write(detail));
            evaluation.file(prepared, position);
        }
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
}
