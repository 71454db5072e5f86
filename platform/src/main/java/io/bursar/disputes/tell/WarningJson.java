package io.bursar.disputes.tell;

import io.bursar.api.JsonOut;
import io.bursar.money.PublicId;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Disputing;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.time.Instant;
import java.util.UUID;

/** A warning of fraud in the shape of Stripe's. */
public final class WarningJson {
    public static final String PREFIX = "issfr";

    private WarningJson() {}

    /** What a network said of a charge. @param type as in Stripe's API */
    public record Said(UUID id, UUID charge, String type, Instant createdAt) {}

    public static void write(JsonOut out, Said said, Payment payment) {
        Attempt charge = payment.attempt(said.charge);
        out.text("id", PublicId.of(PREFIX, said.id))
                .text("object", "radar.early_fraud_warning")
                .flag(
                        "actionable",
                        charge.refundable() > 0 && Disputing.last(charge).isEmpty())
                .text("charge", PublicNames.charge(charge.id()))
                .integer("created", said.createdAt.getEpochSecond())
                .text("fraud_type", said.type)
                .flag("livemode", false)
                .text("payment_intent", payment.publicId());
    }
}
