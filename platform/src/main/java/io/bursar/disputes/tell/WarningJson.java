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

    /** @param type as in Stripe's API */
    public static void write(JsonOut out, UUID id, String type, Instant created, Payment payment, Attempt charge) {
        out.text("id", PublicId.of(PREFIX, id))
                .text("object", "radar.early_fraud_warning")
                .flag(
                        "actionable",
                        charge.refundable() > 0 && Disputing.last(charge).isEmpty())
                .text("charge", PublicNames.charge(charge.id()))
                .integer("created", created.getEpochSecond())
                .text("fraud_type", type)
                .flag("livemode", false)
                .text("payment_intent", payment.publicId());
    }
}
