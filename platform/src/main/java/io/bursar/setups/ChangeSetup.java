package io.bursar.setups;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Chance;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Idempotency;
import io.bursar.idempotency.Look;
import io.bursar.money.PublicId;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.setups.SaveSetup.Riding;
import io.bursar.setups.SetupDecisions.Step;
import io.bursar.setups.SetupMethods.Ready;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Requests that make and change setups, from what was sent to what is answered. */
@Component
final class ChangeSetup {
    private static final int SECRET_LENGTH = 25;
    private static final Set<String> REASONS = Set.of("abandoned", "duplicate", "requested_by_customer");
    private static final List<String> CONFIRM_ONLY = List.of("mandate_data", "return_url");
    private static final String REASON = "cancellation_reason";
    private static final String CREATE = "POST /v1/setup_intents";

    private final Idempotency idempotency;
    private final SetupStore store;
    private final SaveSetup saves;
    private final CarrySetup carry;
    private final SetupMethods methods;

    ChangeSetup(Idempotency idempotency, SetupStore store, SaveSetup saves, CarrySetup carry, SetupMethods methods) {
        this.idempotency = idempotency;
        this.store = store;
        this.saves = saves;
        this.carry = carry;
        this.methods = methods;
    }

    // ---- once

    /** A request with the same key was first. */
    private static final class AlreadyThere extends RuntimeException {
        private static final long serialVersionUID = 1;

        AlreadyThere() {
            super("another request had the key", null, false, false);
        }
    }

    /** Answers a repeat as its first; what is new goes on. */
    private Answer once(Call call, String route, Function<Asked, Answer> work) {
        return once(call, route, (setup, asked) -> SetupReply.of(setup), work);
    }

    /** @param goOn with a setup whose request came to no answer */
    private Answer once(Call call, String route, BiFunction<Setup, Asked, Answer> goOn, Function<Asked, Answer> work) {
        Asked asked = Idempotency.asked(call, route);
        int book = call.caller().book();
        try {
            return known(asked, book, setup -> goOn.apply(setup, asked)).orElseGet(() -> work.apply(asked));
        } catch (AlreadyThere another) {
            return known(asked, book, SetupReply::of).orElseGet(() -> Answer.refused(Idempotency.inUse()));
        }
    }

    /** What a repeat is answered; empty: it is none. */
    private Optional<Answer> known(Asked asked, int book, Function<Setup, Answer> unfinished) {
        return switch (idempotency.look(asked)) {
            case Look.Answered(Answer answer) -> Optional.of(answer);
            case Look.Reused(Problem problem) -> Optional.of(Answer.refused(problem));
            case Look.Live(Problem problem) -> Optional.of(Answer.refused(problem));
            case Look.Unfinished(String object) ->
                Optional.of(find(object, book)
                        .map(unfinished)
                        .orElseGet(() -> Answer.refused(Problem.of(
                                ErrorCode.CONFLICT,
                                "The first request with this key came to nothing; use a new one."))));
            case Look.Unused _ -> Optional.empty();
        };
    }

    private Consumer<Setup> claiming(Asked asked) {
        return after -> {
            if (!idempotency.claim(asked, after.publicId())) {
                throw new AlreadyThere();
            }
        };
    }

    private Consumer<Setup> claimingAndAnswering(Asked asked) {
        return after -> {
            if (!idempotency.claimAnswered(asked, after.publicId(), SetupReply.of(after))) {
                throw new AlreadyThere();
            }
        };
    }

    // ---- finding

    /** The setup of an id in a path. */
    Setup require(Call call) {
        return find(call.path("id"), call.caller().book()).orElseThrow(() -> missing(call));
    }

    private Optional<Setup> find(String id, int book) {
        return ObjectIds.find(Setup.PREFIX, id, book).flatMap(each -> store.find(each, book));
    }

    private static ProblemException missing(Call call) {
        return Problem.missing("setup intent", call.path("id"), "intent").asException();
    }

    // ---- making, trying

    Answer create(Call call) {
        return once(call, CREATE, (setup, asked) -> createOn(call, setup, asked), asked -> create(call, asked));
    }

    /** A request that made its setup and then asked no gateway asks it now: another setup is not made. */
    private Answer createOn(Call call, Setup setup, Asked asked) {
        if (!setup.isUnsent()) {
            return SetupReply.of(setup);
        }
        Instant now = store.now();
        Ready ready = call.readBody(body -> {
            SetupTerms terms = methods.read(body, SetupRequest.create(body, now), setup.book());
            body.flag("confirm");
            return methods.ready(setup, terms, now);
        });
        return tried(call, setup, ready, asked);
    }

    /** @param ready null: it is confirmed later */
    private record New(Setup setup, @Nullable Ready ready) {}

    private Answer create(Call call, Asked asked) {
        New made = call.readBody(body -> read(body, call.caller().book()));
        Cause cause = Cause.of(call);
        Ready ready = made.ready;
        if (ready == null) {
            return SetupReply.of(saves.make(made.setup, new Riding(cause, claimingAndAnswering(asked))));
        }
        Setup setup = made.setup.with(ready.terms()).with(ready.attempt());
        Setup written = saves.make(setup, new Riding(cause, claiming(asked)));
        return carried(written, ready.attempt().id(), asked, cause);
    }

    private New read(Fields body, int book) {
        Instant now = store.now();
        boolean isConfirmed = body.flag("confirm");
        SetupTerms terms = methods.read(body, SetupRequest.create(body, now), book);
        UUID id = ObjectIds.next(book);
        String secret = PublicId.of(Setup.PREFIX, id) + "_secret_" + Chance.text(SECRET_LENGTH);
        Setup setup = new Setup(id, book, 1, terms, secret, null, null, now, List.of());
        if (isConfirmed) {
            body.refuseUnread();
            return new New(setup, methods.ready(setup, terms, now));
        }
        for (String name : CONFIRM_ONLY) {
            if (body.has(name)) {
                throw body.problem(
                        ErrorCode.PARAMETER_UNSUPPORTED, name, name + " can only be sent with confirm=true.");
            }
        }
        return new New(setup, null);
    }

    Answer confirm(Call call) {
        return once(call, "POST /v1/setup_intents/{id}/confirm", asked -> confirm(call, asked));
    }

    private Answer confirm(Call call, Asked asked) {
        Setup setup = require(call);
        if (!setup.state().isOpen()) {
            return SetupReply.unfit(setup, "confirmed");
        }
        Instant now = store.now();
        Ready ready = call.readBody(body -> {
            SetupTerms terms = methods.read(body, SetupRequest.change(body, setup.terms(), now), setup.book());
            body.refuseUnread();
            return methods.ready(setup, terms, now);
        });
        return tried(call, setup, ready, asked);
    }

    private Answer tried(Call call, Setup setup, Ready ready, Asked asked) {
        Cause cause = Cause.of(call);
        Step step = Step.of(setup.with(ready.terms()), ready.attempt());
        Optional<Setup> written = saves.save(step, ready.attempt().createdAt(), new Riding(cause, claiming(asked)));
        return written.map(each -> carried(each, ready.attempt().id(), asked, cause))
                .orElseGet(() -> Answer.refused(SaveSetup.overtaken()));
    }

    /**
     * Calls the gateway; the key is answered in the commit of what it says, when that is for good. A key whose request
     * came to nothing is free again, unless it made the setup: then a repeat goes on with that one.
     */
    private Answer carried(Setup written, UUID attempt, Asked asked, Cause cause) {
        Setup after = carry.carryOut(written, attempt, new Riding(cause, each -> {
            Answer answer = SetupReply.of(each, each.attempt(attempt));
            if (isKnown(each, attempt) && SetupReply.isFinal(answer)) {
                idempotency.answer(asked, answer);
            }
        }));
        Answer answer = SetupReply.of(after, after.attempt(attempt));
        boolean isFinal = SetupReply.isFinal(answer);
        if (!isFinal && !asked.route().equals(CREATE)) {
            idempotency.release(asked);
        } else if (!isFinal || !isKnown(after, attempt)) {
            idempotency.leave(asked);
        }
        return answer;
    }

    private static boolean isKnown(Setup setup, UUID attempt) {
        TryState state = setup.attempt(attempt).state();
        return state != TryState.UNKNOWN && state != TryState.PREPARED;
    }

    // ---- changing, canceling

    Answer update(Call call) {
        return once(call, "POST /v1/setup_intents/{id}", asked -> update(call, asked));
    }

    private Answer update(Call call, Asked asked) {
        Setup setup = require(call);
        Instant now = store.now();
        SetupTerms terms =
                call.readBody(body -> methods.read(body, SetupRequest.change(body, setup.terms(), now), setup.book()));
        boolean isRemark = terms.equals(remarked(setup.terms(), terms));
        if (!setup.state().isOpen() && !(isRemark && setup.state() != SetupState.CANCELED)) {
            return SetupReply.unfit(setup, "changed");
        }
        Step step = new Step(setup.with(terms), null, List.of(), null);
        return saves.save(step, now, new Riding(Cause.of(call), claimingAndAnswering(asked)))
                .map(SetupReply::of)
                .orElseGet(() -> Answer.refused(SaveSetup.overtaken()));
    }

    /** The same, with other words on it. */
    private static SetupTerms remarked(SetupTerms before, SetupTerms after) {
        return new SetupTerms(
                before.customer(),
                before.method(),
                before.methodTypes(),
                before.usage(),
                after.description(),
                before.returnUrl(),
                before.limits(),
                before.acceptance(),
                after.metadata());
    }

    Answer cancel(Call call) {
        return once(call, "POST /v1/setup_intents/{id}/cancel", asked -> cancel(call, asked));
    }

    private Answer cancel(Call call, Asked asked) {
        String reason = call.readBody(ChangeSetup::reason);
        Setup setup = require(call);
        boolean isCancelable = setup.state().isOpen() || setup.state() == SetupState.REQUIRES_ACTION;
        if (!isCancelable) {
            return SetupReply.unfit(setup, "canceled");
        }
        Instant now = store.now();
        Setup ended = setup.ended(reason, now);
        SetupTry waiting = setup.latest()
                .filter(last -> last.state() == TryState.ACTION_NEEDED)
                .map(last -> last.in(TryState.UNWANTED))
                .orElse(null);
        Setup after = waiting == null ? ended : ended.with(waiting);
        Step step = new Step(after, waiting, List.of("setup_intent.canceled"), null);
        Optional<Setup> saved = saves.save(step, now, new Riding(Cause.of(call), claimingAndAnswering(asked)));
        if (saved.isPresent() && waiting != null) {
            carry.end(saved.get(), waiting.id(), now);
        }
        return saved.map(SetupReply::of).orElseGet(() -> Answer.refused(SaveSetup.overtaken()));
    }

    private static @Nullable String reason(Fields body) {
        String reason = body.text(REASON);
        if (reason != null && !REASONS.contains(reason)) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID,
                    REASON,
                    "cancellation_reason must be abandoned, duplicate or requested_by_customer.");
        }
        return reason;
    }
}
