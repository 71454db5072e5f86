package io.bursar.payments;

import io.bursar.api.Rendering;
import io.bursar.engine.Riders;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Refund;
import io.bursar.payments.decide.Step;
import io.bursar.payments.tell.ChargeJson;
import io.bursar.payments.tell.IntentJson;
import io.bursar.payments.tell.RefundJson;
import java.util.List;
import org.springframework.stereotype.Component;

/** Events of payments, as rows of the commit that makes them true. */
@Component
final class Events {
    private final Outbox outbox;

    Events(Outbox outbox) {
        this.outbox = outbox;
    }

    List<Riders.Call> rows(Payment payment, List<Step.Happened> happened, Cause cause) {
        return happened.stream().map(each -> row(payment, each, cause)).toList();
    }

    private Riders.Call row(Payment payment, Step.Happened each, Cause cause) {
        String type = each.type();
        String object;
        Rendering body;
        if (type.startsWith("payment_intent.")) {
            object = payment.publicId();
            body = out -> IntentJson.write(out, payment);
        } else if (type.startsWith("refund.") || type.equals("charge.refund.updated")) {
            object = PublicNames.refund(each.object());
            body = out -> RefundJson.write(out, Refund.of(payment, each.object()));
        } else {
            object = PublicNames.charge(each.object());
            body = out -> ChargeJson.write(out, payment, payment.attempt(each.object()));
        }
        return Outbox.row(outbox.event(payment.book(), type, object, body, cause));
    }
}
