package io.bursar.payments.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Fields;
import io.bursar.api.MovesMoney;
import io.bursar.api.Requires;
import io.bursar.payments.ChangePayment;
import io.bursar.payments.tell.Reply;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Payments, in the shape of Stripe's PaymentIntents. */
@Controller
final class IntentEndpoints {
    private static final String URL = "/v1/payment_intents";
    private static final String ONE = URL + "/{id}";
    private static final String ONE_POST = "POST " + ONE;
    private static final Set<String> REASONS = Set.of("abandoned", "duplicate", "fraudulent", "requested_by_customer");

    private final Intents intents;
    private final ChangePayment change;
    private final Lists lists;
    private final Payer payer;

    IntentEndpoints(Intents intents, ChangePayment change, Lists lists, Payer payer) {
        this.payer = payer;
        this.intents = intents;
        this.change = change;
        this.lists = lists;
    }

    @PostMapping(URL)
    @MovesMoney(key = MovesMoney.Key.OPTIONAL)
    @Requires(Right.PAYMENTS_WRITE)
    @Answers("payment_intent")
    Answer create(Call call) {
        return intents.create(call);
    }

    @GetMapping(URL)
    @Requires(Right.PAYMENTS_READ)
    @Answers(value = "payment_intent", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        return lists.payments(call, URL);
    }

    /** Newest first; sees what was written a moment ago. */
    @GetMapping(URL + "/search")
    @Requires(Right.PAYMENTS_READ)
    @Answers(value = "payment_intent", shape = Answers.Shape.LIST)
    Answer search(Call call) {
        return lists.search(call, URL + "/search");
    }

    @GetMapping(ONE)
    @Requires(value = Right.PAYMENTS_READ, or = Right.PAYMENTS_CLIENT)
    @Answers("payment_intent")
    Answer get(Call call) {
        payer.admit(call, Payer.LOOK);
        return intents.get(call);
    }

    @PostMapping(ONE)
    @Requires(Right.PAYMENTS_WRITE)
    @Answers("payment_intent")
    Answer update(Call call) {
        return intents.update(call);
    }

    @PostMapping(ONE + "/confirm")
    @MovesMoney(key = MovesMoney.Key.OPTIONAL)
    @Requires(value = Right.PAYMENTS_WRITE, or = Right.PAYMENTS_CLIENT)
    @Answers("payment_intent")
    Answer confirm(Call call) {
        payer.admit(call, Payer.CONFIRM);
        return intents.confirm(call);
    }

    @PostMapping(ONE + "/capture")
    @MovesMoney(key = MovesMoney.Key.OPTIONAL)
    @Requires(Right.PAYMENTS_WRITE)
    @Answers("payment_intent")
    Answer capture(Call call) {
        return intents.once(call, ONE_POST + "/capture", object -> shown(call, object), pass -> {
            Capture asked = call.readBody(Capture::read);
            return change.capture(intents.find(call), asked.amount, asked.isFinal, pass);
        });
    }

    private record Capture(@Nullable Long amount, boolean isFinal) {
        static Capture read(Fields body) {
            Long amount = body.integer("amount_to_capture");
            return new Capture(
                    amount == null ? null : (Long) IntentRequest.minor(body, "amount_to_capture", amount),
                    !body.has("final_capture") || body.flag("final_capture"));
        }
    }

    @PostMapping(ONE + "/increment_authorization")
    @MovesMoney(key = MovesMoney.Key.OPTIONAL)
    @Requires(Right.PAYMENTS_WRITE)
    @Answers("payment_intent")
    Answer increment(Call call) {
        return intents.once(call, ONE_POST + "/increment_authorization", object -> shown(call, object), pass -> {
            long total = call.readBody(body -> IntentRequest.minor(body, "amount", body.requireInteger("amount")));
            return change.increment(intents.find(call), total, pass);
        });
    }

    @PostMapping(ONE + "/cancel")
    @MovesMoney(key = MovesMoney.Key.OPTIONAL)
    @Requires(Right.PAYMENTS_WRITE)
    @Answers("payment_intent")
    Answer cancel(Call call) {
        return intents.once(call, ONE_POST + "/cancel", object -> shown(call, object), pass -> {
            String reason = call.readBody(body -> Choices.oneOf(body, "cancellation_reason", REASONS));
            return change.cancel(intents.find(call), reason.isEmpty() ? null : reason, pass);
        });
    }

    private Reply shown(Call call, String object) {
        return intents.shown(object, call.caller().book());
    }
}
