package io.bursar.idempotency;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.ErrorCode;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import io.bursar.api.WebSettings;
import io.bursar.database.Transactions;
import io.bursar.engine.Riders;
import io.bursar.money.Invariant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * One effect and one answer for each idempotency key. Who changes rows of its own alone uses {@link #once}. Who calls
 * a provider in between takes the steps apart: {@link #look} (or at once {@link #claim}, and {@link #look} when that
 * fails), {@link #claim} in the transaction that writes the object and what is about to be sent, then {@link #answer}
 * or {@link #answering} in the commit of what came of it, {@link #release} when nothing did, or {@link #leave} when
 * nobody knows. For a request without a key all of this does nothing and costs nothing.
 */
@Component
public final class Idempotency {
    /** How long a request that holds a key may take; after it, the request is taken for dead. */
    public static final Duration LIVE = Duration.ofSeconds(60);

    private static final String HEADER = "Idempotency-Key";
    private static final int TRIES = 3;

    private final KeyStore store;
    private final Transactions transactions;
    private final String errorPages;

    Idempotency(KeyStore store, Transactions transactions, WebSettings settings) {
        this.store = store;
        this.transactions = transactions;
        this.errorPages = settings.errorPages();
    }

    /** What a request asks. To be made before its parameters are read. @param route {@code POST /v1/customers/{id}} */
    public static Asked asked(Call call, String route) {
        String path = route;
        for (Map.Entry<String, String> variable : call.pathVariables().entrySet()) {
            path = path.replace('{' + variable.getKey() + '}', variable.getValue());
        }
        String key = call.idempotencyKey();
        Map<String, String> digests = key == null
                ? Map.of()
                : Digests.of(key, call.query().sent(), call.body().sent());
        return new Asked(call.caller().book(), call.caller().number(), key, path, digests, call.requestId());
    }

    /** What is known of its key. */
    public Look look(Asked asked) {
        if (asked.key() == null) {
            return new Look.Unused();
        }
        return store.find(asked).map(kept -> look(asked, kept)).orElseGet(Look.Unused::new);
    }

    private static Look look(Asked asked, KeyStore.Kept kept) {
        if (!kept.route().equals(asked.route())) {
            return new Look.Reused(Problem.of(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "This key was first used for " + kept.route() + ". Use a new key for a new effect.",
                    HEADER));
        }
        SortedSet<String> differing = asked.differing(kept.digests());
        if (!differing.isEmpty()) {
            return new Look.Reused(Problem.of(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "This key was first used with other parameters. Different: " + String.join(", ", differing)
                            + ". Use a new key for a new effect.",
                    differing.first()));
        }
        String body = kept.body();
        if (body != null) {
            return new Look.Answered(new Answer(kept.status(), Map.of(), out -> out.again(body), null)
                    .replayed()
                    .with("Original-Request", kept.request()));
        }
        return kept.isLive() ? new Look.Live(inUse()) : new Look.Unfinished(kept.object());
    }

    private static Problem inUse() {
        return Problem.of(
                ErrorCode.IDEMPOTENCY_KEY_IN_USE,
                "A request with this Idempotency-Key is being worked on. Ask again in a moment.",
                HEADER);
    }

    /**
     * Takes the key, for {@link #LIVE}; in the transaction that writes the object. A transaction that claims the same
     * key at the same time waits for this one.
     *
     * @param object id of what the request makes or changes. The same object's key may be claimed again when the
     *     request before has died, to finish what it began; another object's never
     * @return whether it is taken; else leave everything as it is and {@link #look}. Without a key: true
     */
    public boolean claim(Asked asked, String object) {
        Invariant.check(Transactions.isInside(), "a key is claimed in the transaction of what it is about");
        return asked.key() == null || store.claim(asked, object);
    }

    /** Keeps the answer, in the transaction that makes it true; the first one stays. 429 and 5xx are not kept. */
    public void answer(Asked asked, Answer answer) {
        Invariant.check(Transactions.isInside(), "an answer is kept in the transaction that makes it true");
        if (asked.key() != null && isKept(answer.status())) {
            store.answer(asked, answer.status(), text(answer));
        }
    }

    /**
     * Keeps the answer in the commit of a command of the ledger.
     *
     * @param body of the answer, by {@link #text}
     * @return one call, or none when there is no key or the answer is not one to keep
     */
    public static List<Riders.Call> answering(Asked asked, int status, String body) {
        return asked.key() == null || !isKept(status) ? List.of() : List.of(KeyStore.answering(asked, status, body));
    }

    /** Claims a key and answers at once; in the transaction that makes the answer true. @return as {@link #claim} */
    public boolean claimAnswered(Asked asked, String object, Answer answer) {
        Invariant.check(Transactions.isInside(), "an answer is kept in the transaction that makes it true");
        Invariant.check(isKept(answer.status()), "an answer of %d is not final", answer.status());
        return asked.key() == null || store.claimAnswered(asked, object, answer.status(), text(answer));
    }

    /** Gives the key back: nothing happened, and the same key may be used anew. */
    public void release(Asked asked) {
        if (asked.key() != null) {
            store.release(asked);
        }
    }

    /** The request ends and nobody knows what came of it: from now on the object is answered as it is. */
    public void leave(Asked asked) {
        if (asked.key() != null) {
            store.leave(asked);
        }
    }

    /**
     * Does in one transaction what is to be done once, and answers what the first request was answered.
     *
     * @param work what the request does, to rows of its own; nothing outside the database. An exception takes it back,
     *     and leaves the key unused
     */
    public Answer once(Asked asked, Supplier<Answer> work) {
        for (int i = 0; i < TRIES; i++) {
            switch (look(asked)) {
                case Look.Answered(Answer first) -> {
                    return first;
                }
                case Look.Reused(Problem problem) -> {
                    return Answer.refused(problem);
                }
                case Look.Live(Problem problem) -> {
                    return Answer.refused(problem);
                }
                case Look.Unfinished _, Look.Unused _ -> {
                    try {
                        return transactions.inside(() -> kept(asked, work.get()));
                    } catch (Overtaken another) {
                        // Another request with this key committed first: look at what it was answered.
                    }
                }
            }
        }
        return Answer.refused(inUse());
    }

    private Answer kept(Asked asked, Answer answer) {
        if (!claimAnswered(asked, "", answer)) {
            throw new Overtaken();
        }
        return answer;
    }

    /** An answer's body, as it is kept. */
    public String text(Answer answer) {
        return new String(JsonOut.render(answer.body(), "", errorPages), StandardCharsets.UTF_8);
    }

    private static boolean isKept(int status) {
        return status < 500 && status != 429;
    }

    /** Takes a transaction back. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("another request had the key", null, false, false);
        }
    }
}
