package io.bursar.payments.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.MovesMoney;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.payments.ChangePayment;
import io.bursar.payments.ChangePayment.Refunded;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Refund;
import io.bursar.payments.tell.RefundJson;
import io.bursar.payments.tell.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Giving money back, in the shape of Stripe's Refunds. */
@Controller
final class RefundEndpoints {
    private static final String URL = "/v1/refunds";
    private static final Set<String> REASONS = Set.of("duplicate", "fraudulent", "requested_by_customer");

    private final Intents intents;
    private final PaymentStore store;
    private final ChangePayment change;
    private final Lists lists;

    RefundEndpoints(Intents intents, PaymentStore store, ChangePayment change, Lists lists) {
        this.intents = intents;
        this.store = store;
        this.change = change;
        this.lists = lists;
    }

    @PostMapping(URL)
    @MovesMoney(key = MovesMoney.Key.OPTIONAL)
    @Requires(Right.REFUNDS_WRITE)
    @Answers("refund")
    Answer create(Call call) {
        int book = call.caller().book();
        return intents.once(call, "POST " + URL, object -> shown(object, book), pass -> {
            Asked asked = call.readBody(Asked::read);
            UUID attempt = asked.param.equals("payment_intent")
                    ? null
                    : asked.charge(book).orElse(null);
            return change.refund(
                    find(asked, attempt, book),
                    asked.amount,
                    new Refunded(asked.param, attempt, asked.reason, asked.metadata),
                    pass);
        });
    }

    /** @param id of a payment or a charge, under the parameter's name */
    private record Asked(
            String param,
            String id,
            @Nullable Long amount,
            @Nullable String reason,
            Map<String, String> metadata) {
        Optional<UUID> charge(int book) {
            return ObjectIds.find(PublicNames.CHARGE, id, book);
        }

        static Asked read(Fields body) {
            String intent = body.text("payment_intent");
            String charge = body.text("charge");
            if ((intent == null) == (charge == null)) {
                throw body.problem(
                        ErrorCode.PARAMETER_MISSING, "payment_intent", "Send either payment_intent or charge.");
            }
            Long amount = body.integer("amount");
            String reason = Choices.oneOf(body, "reason", REASONS);
            return new Asked(
                    intent == null ? "charge" : "payment_intent",
                    intent == null ? charge : intent,
                    amount == null ? null : (Long) IntentRequest.minor(body, "amount", amount),
                    reason.isEmpty() ? null : reason,
                    IntentRequest.metadata(body, Map.of()));
        }
    }

    private Payment find(Asked asked, @Nullable UUID attempt, int book) {
        Optional<Payment> found = asked.param.equals("payment_intent")
                ? intents.find(asked.id, book)
                : Optional.ofNullable(attempt).flatMap(store::byAttempt).flatMap(id -> store.find(id, book));
        return found.orElseThrow(() -> Problem.missingReference(asked.param.replace('_', ' '), asked.id, asked.param)
                .asException());
    }

    private Reply shown(String id, int book) {
        return refund(id, book)
                .map(refund -> Reply.ok(out -> RefundJson.write(out, refund)))
                .orElseGet(() -> Reply.refused(Problem.of(
                        ErrorCode.CONFLICT, "The first request with this key came to nothing; use a new one.")));
    }

    private Optional<Refund> refund(String id, int book) {
        return ObjectIds.find(PublicNames.REFUND, id, book)
                .flatMap(operation -> store.byOperation(operation)
                        .flatMap(payment -> store.find(payment, book))
                        .flatMap(payment -> Refund.find(payment, operation)));
    }

    @GetMapping(URL)
    @Requires(Right.REFUNDS_READ)
    @Answers(value = "refund", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        return lists.refunds(call, URL);
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.REFUNDS_READ)
    @Answers("refund")
    Answer get(Call call) {
        call.readNothing();
        Refund refund = find(call);
        return Answer.ok(out -> RefundJson.write(out, refund));
    }

    /** Its metadata alone, as at Stripe. */
    @PostMapping(URL + "/{id}")
    @Requires(Right.REFUNDS_WRITE)
    @Answers("refund")
    Answer update(Call call) {
        int book = call.caller().book();
        return intents.once(call, "POST " + URL + "/{id}", object -> shown(object, book), pass -> {
            Refund refund = find(call);
            Map<String, String> metadata = call.readBody(body ->
                    IntentRequest.metadata(body, refund.operation().notes().metadata()));
            return change.note(refund, metadata, pass);
        });
    }

    /** Once it is ordered no gateway of ours takes it back: of what it is said, so that nobody waits for it. */
    @PostMapping(URL + "/{id}/cancel")
    @Requires(Right.REFUNDS_WRITE)
    @Answers("refund")
    Answer cancel(Call call) {
        call.readNothing();
        Refund refund = find(call);
        throw Problem.of(
                        ErrorCode.GATEWAY_UNABLE,
                        "The refund is " + refund.status() + "; the gateway "
                                + refund.attempt().gateway() + " cannot cancel a refund that was ordered.")
                .asException();
    }

    private Refund find(Call call) {
        return refund(call.path("id"), call.caller().book())
                .orElseThrow(() -> Intents.missing("refund", call.path("id"), "id"));
    }
}
