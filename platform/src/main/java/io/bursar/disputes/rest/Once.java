package io.bursar.disputes.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Idempotency;
import io.bursar.idempotency.Look;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.Pass;
import io.bursar.payments.tell.Reply;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Answers a repeat as its first; what is new goes on. */
@Component
final class Once {
    private final Idempotency idempotency;

    Once(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    /** @param asItIs shows an object whose request died, or of which nobody knows yet */
    Answer run(Call call, String route, Function<String, Reply> asItIs, Function<Pass, Reply> work) {
        Asked asked = Idempotency.asked(call, route);
        return switch (idempotency.look(asked)) {
            case Look.Answered(Answer answer) -> answer;
            case Look.Reused(var problem) -> Answer.refused(problem);
            case Look.Live(var problem) -> Answer.refused(problem);
            case Look.Unfinished(String object) -> asItIs.apply(object).answer();
            case Look.Unused _ ->
                work.apply(Pass.of(idempotency, asked, Cause.of(call))).answer();
        };
    }
}
