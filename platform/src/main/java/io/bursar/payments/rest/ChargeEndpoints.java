package io.bursar.payments.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ObjectIds;
import io.bursar.api.Requires;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.tell.ChargeJson;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Attempts and what money did, in the shapes of Stripe's Charges and BalanceTransactions. */
@Controller
final class ChargeEndpoints {
    private static final String CHARGES = "/v1/charges";
    private static final String BALANCES = "/v1/balance_transactions";

    private final PaymentStore store;
    private final Lists lists;

    ChargeEndpoints(PaymentStore store, Lists lists) {
        this.store = store;
        this.lists = lists;
    }

    @GetMapping(CHARGES)
    @Requires(Right.PAYMENTS_READ)
    @Answers("charge")
    Answer charges(Call call) {
        return lists.charges(call, CHARGES);
    }

    @GetMapping(CHARGES + "/{id}")
    @Requires(Right.PAYMENTS_READ)
    @Answers("charge")
    Answer charge(Call call) {
        call.readNothing();
        int book = call.caller().book();
        RuntimeException missing = Intents.missing("charge", call.path("id"), "id");
        UUID attempt = ObjectIds.find(PublicNames.CHARGE, call.path("id"), book).orElseThrow(() -> missing);
        Payment payment =
                store.byAttempt(attempt).flatMap(id -> store.find(id, book)).orElseThrow(() -> missing);
        return Answer.ok(out -> ChargeJson.write(out, payment, payment.attempt(attempt)));
    }

    @GetMapping(BALANCES)
    @Requires(Right.PAYMENTS_READ)
    @Answers("balance_transaction")
    Answer balances(Call call) {
        return lists.balances(call, BALANCES);
    }

    @GetMapping(BALANCES + "/{id}")
    @Requires(Right.PAYMENTS_READ)
    @Answers("balance_transaction")
    Answer balance(Call call) {
        call.readNothing();
        return lists.balance(call.path("id"), call.caller().book())
                .orElseThrow(() -> Intents.missing("balance transaction", call.path("id"), "id"));
    }
}
