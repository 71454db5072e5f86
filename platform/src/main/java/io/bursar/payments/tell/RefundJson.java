package io.bursar.payments.tell;

import io.bursar.api.JsonOut;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Refund;

/** A refund in the shape of Stripe's. */
public final class RefundJson {
    private RefundJson() {}

    public static void write(JsonOut out, Refund refund) {
        Operation operation = refund.operation();
        boolean isDone = operation.state() instanceof OperationState.Succeeded;
        out.text("id", refund.publicId())
                .text("object", "refund")
                .integer("amount", operation.amount())
                .text("balance_transaction", isDone ? PublicNames.balanceTransaction(operation.id()) : null)
                .text("charge", PublicNames.charge(refund.attempt().id()))
                .integer("created", operation.createdAt().getEpochSecond())
                .text("currency", refund.attempt().currency().code());
        if (operation.state() instanceof OperationState.Failed(String code, String _)) {
            out.text("failure_reason", code.equals(OperationState.NOT_SENT) ? "unknown" : code);
        }
        out.texts("metadata", operation.notes().metadata())
                .text("payment_intent", refund.payment().publicId())
                .text("reason", operation.notes().reason())
                .text("receipt_number", null)
                .text("source_transfer_reversal", null)
                .text("status", refund.status())
                .text("transfer_reversal", null);
    }
}
