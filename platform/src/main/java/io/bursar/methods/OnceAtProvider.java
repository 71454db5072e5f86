package io.bursar.methods;

import io.bursar.api.Answer;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.database.Transactions;
import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Idempotency;
import io.bursar.idempotency.Look;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does once what a provider takes part in: the key is claimed, the provider called, and what came of it committed
 * with the answer. The provider is called under a key that is made from the object's id, so that a request that died,
 * or whose outcome is not known, is gone through again under the same idempotency key and comes to the same.
 */
final class OnceAtProvider {
    private final Idempotency idempotency;
    private final Transactions transactions;

    OnceAtProvider(Idempotency idempotency, Transactions transactions) {
        this.idempotency = idempotency;
        this.transactions = transactions;
    }

    /**
     * @param fresh id of the object, unless an earlier request with this key has given it one
     * @param call calls the provider about the object of the id it is given, and returns what to commit; ends with a
     *     {@link ProblemException} when that is not to be
     */
    Answer run(Asked asked, String fresh, Function<String, Supplier<Answer>> call) {
        String object = fresh;
        switch (idempotency.look(asked)) {
            case Look.Answered(Answer first) -> {
                return first;
            }
            case Look.Reused(Problem problem) -> {
                return Answer.refused(problem);
            }
            case Look.Live(Problem problem) -> {
                return Answer.refused(problem);
            }
            case Look.Unfinished(String begun) -> object = begun;
            case Look.Unused _ -> {}
        }
        String about = object;
        if (!transactions.inside(() -> idempotency.claim(asked, about))) {
            return Answer.refused(Idempotency.inUse());
        }
        return finish(asked, about, call);
    }

    private Answer finish(Asked asked, String object, Function<String, Supplier<Answer>> call) {
        boolean isSettled = false;
        try {
            Supplier<Answer> commit = call.apply(object);
            Answer answer = transactions.inside(() -> {
                Answer made = commit.get();
                idempotency.answer(asked, made);
                return made;
            });
            isSettled = true;
            return answer;
        } catch (ProblemException refused) {
            isSettled = true;
            return refuse(asked, refused.problem());
        } finally {
            if (!isSettled) {
                idempotency.leave(asked);
            }
        }
    }

    /** A bank's no is an answer like any other; what is wrong with the request, or with us, is none. */
    private Answer refuse(Asked asked, Problem problem) {
        Answer refusal = Answer.refused(problem);
        if (problem.status() == 402) {
            transactions.inside(() -> {
                idempotency.answer(asked, refusal);
                return refusal;
            });
        } else if (problem.status() == 503) {
            idempotency.leave(asked);
        } else {
            idempotency.release(asked);
        }
        return refusal;
    }
}
