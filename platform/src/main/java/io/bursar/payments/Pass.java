package io.bursar.payments;

import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Claims;
import io.bursar.idempotency.Idempotency;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.tell.Reply;
import io.bursar.payments.tell.Reply.Sight;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** A request on its way through: its key, if there is one, is claimed with its first change, answered with its last. */
public final class Pass {
    private final Idempotency idempotency;
    private final Asked asked;
    private final Cause cause;
    private final boolean isClaimed;
    private final boolean isMade;
    private Sight sight = Sight.OWNER;
    private boolean isAnswered;

    private Pass(Idempotency idempotency, Asked asked, Cause cause, boolean isClaimed, boolean isMade) {
        this.idempotency = idempotency;
        this.asked = asked;
        this.cause = cause;
        this.isClaimed = isClaimed;
        this.isMade = isMade;
    }

    public static Pass of(Idempotency idempotency, Asked asked, Cause cause) {
        return new Pass(idempotency, asked, cause, false, false);
    }

    /** The same request, of somebody who is told so much. */
    public Pass of(Sight whose) {
        Pass same = new Pass(idempotency, asked, cause, isClaimed, isMade);
        same.sight = whose;
        return same;
    }

    public Sight sight() {
        return sight;
    }

    /** The same request, whose key was claimed by a change before, the one that made the payment. */
    public Pass claimed() {
        return new Pass(idempotency, asked, cause, true, true).of(sight);
    }

    /** The same request come again, for the payment that it made before. */
    public Pass again() {
        return new Pass(idempotency, asked, cause, false, true).of(sight);
    }

    public Riding riding() {
        return new Riding(cause, after -> List.of());
    }

    /** Claims the key in the commit of a change. @param object that a repeat is shown while there is no answer */
    public Riding claiming(String object) {
        return isClaimed ? riding() : new Riding(cause, after -> Claims.of(asked, object));
    }

    /** Claims and answers the key in the commit of a change. */
    public Riding claimingAnd(String object, Function<Payment, Reply> reply) {
        return new Riding(cause, after -> {
            Reply given = reply.apply(after);
            return Claims.answered(asked, object, given.status(), given.text());
        });
    }

    /** Answers the key in the commit of a change, when that change decides the answer and the answer is for good. */
    public Riding answering(Function<Payment, Reply> reply, Predicate<Payment> decides) {
        return new Riding(cause, after -> {
            if (!asked.isKeyed() || !decides.test(after)) {
                return List.of();
            }
            Reply given = reply.apply(after);
            isAnswered = given.isFinal();
            return given.isFinal() ? Idempotency.answering(asked, given.status(), given.text()) : List.of();
        });
    }

    /**
     * What the caller is answered. A key whose request came to nothing is free again, unless it made the payment: then
     * a repeat goes on with that one. Of a key whose answer was not kept, because nobody knows yet or another was
     * first, a repeat is shown the object as it is then.
     */
    public Reply given(Reply reply) {
        if (!reply.isFinal() && !isMade) {
            idempotency.release(asked);
        } else if (!isAnswered) {
            idempotency.leave(asked);
        }
        return reply;
    }
}
