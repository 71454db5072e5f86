package io.bursar.disputes;

import io.bursar.api.ObjectIds;
import io.bursar.disputes.DisputeRows.FraudWarning;
import io.bursar.disputes.tell.WarningJson;
import io.bursar.gateways.News;
import io.bursar.money.PublicId;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.Riding;
import io.bursar.payments.Saves;
import io.bursar.payments.Saves.Saved;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Warnings of networks: what was paid is suspected to be fraud, and may be disputed. */
@Component
final class FraudWarnings {
    private static final String CREATED = "radar.early_fraud_warning.created";

    private final PaymentStore payments;
    private final Saves saves;
    private final Outbox outbox;

    FraudWarnings(PaymentStore payments, Saves saves, Outbox outbox) {
        this.payments = payments;
        this.saves = saves;
        this.outbox = outbox;
    }

    /** Keeps a warning and tells of it; false: the payment changed meanwhile. */
    boolean raise(String gateway, News.OfFraudWarning said, Payment payment, Attempt attempt) {
        Instant now = payments.now();
        UUID id = ObjectIds.next(payment.book());
        FraudWarning warning = new FraudWarning(
                id, payment.book(), payment.id(), attempt.id(), gateway, said.object(), said.type(), now);
        WarningJson.Said shown = new WarningJson.Said(id, attempt.id(), said.type(), now);
        String publicId = PublicId.of(WarningJson.PREFIX, id);
        Step step = new Step(payment, null, null, null, List.of(), List.of())
                .warning("fraud_warning", Map.of("warning", publicId, "type", said.type()));
        Riding riding = new Riding(
                Cause.OURS,
                after -> List.of(
                        DisputeRows.warning(warning),
                        Outbox.row(outbox.event(
                                payment.book(),
                                CREATED,
                                publicId,
                                out -> WarningJson.write(out, shown, after),
                                Cause.OURS))));
        return saves.save(payment, step, now, riding) instanceof Saved.Done;
    }
}
