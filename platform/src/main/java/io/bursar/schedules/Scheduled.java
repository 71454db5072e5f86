package io.bursar.schedules;

import io.bursar.api.Call;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import io.bursar.engine.LedgerId;
import io.bursar.ledger.Ids;
import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A scheduled transaction.
 *
 * @param number of its row
 * @param caller whose idempotency key made it
 * @param version to be named by whoever changes its state
 */
record Scheduled(
        long number,
        int book,
        int caller,
        String key,
        Order order,
        Instant executeAt,
        Instant createdAt,
        State state,
        long version) {
    private static final String PREFIX = "sch";

    /** As callers see it; the book is part of it. */
    String id() {
        return PublicId.of(PREFIX, LedgerId.of(book, number));
    }

    /** The number of an id; empty when it is none of this book's. */
    static OptionalLong parse(String id, int book) {
        OptionalLong parsed = PublicId.parse(PREFIX, id);
        boolean isIts = parsed.isPresent() && LedgerId.book(parsed.getAsLong()) == book;
        return isIts ? OptionalLong.of(LedgerId.position(parsed.getAsLong())) : OptionalLong.empty();
    }

    /** The number of the id in a request's path. */
    static long parse(Call call) {
        String id = call.path("id");
        return parse(id, call.caller().book()).orElseThrow(() -> Ids.missing("scheduled transaction", id));
    }

    /** As it was when it was made: the first answer, and every replay of it. */
    Scheduled asMade() {
        return new Scheduled(number, book, caller, key, order, executeAt, createdAt, new State.Scheduled(), 1);
    }

    void write(JsonOut out) {
        out.text("id", id())
                .text("object", "scheduled_transaction")
                .text("status", status())
                .time("execute_at", executeAt);
        order.write(out);
        out.text("transaction", state instanceof State.Executed done ? Ids.transaction(done.transaction()) : null);
        if (state instanceof State.Refused(Problem why, Instant _)) {
            out.object("refusal", inner -> refusal(inner, why));
        } else {
            out.text("refusal", null);
        }
        out.integer("created", createdAt.getEpochSecond())
                .time("settled_at", settledAt())
                .text("idempotency_key", key);
    }

    private static void refusal(JsonOut out, Problem why) {
        out.text("code", why.code().text())
                .integer("status", why.code().status())
                .text("message", why.message())
                .text("param", why.param())
                .object(
                        "details",
                        inner -> why.details().forEach((name, value) -> {
                            if (value instanceof Long number) {
                                inner.integer(name, number.longValue());
                            } else {
                                inner.text(name, value.toString());
                            }
                        }));
    }

    private String status() {
        return switch (state) {
            case State.Scheduled _ -> "scheduled";
            case State.Executed _ -> "executed";
            case State.Refused _ -> "refused";
            case State.Canceled _ -> "canceled";
        };
    }

    private @Nullable Instant settledAt() {
        return switch (state) {
            case State.Scheduled _ -> null;
            case State.Executed(long _, Instant at) -> at;
            case State.Refused(Problem _, Instant at) -> at;
            case State.Canceled(Instant at) -> at;
        };
    }
}
