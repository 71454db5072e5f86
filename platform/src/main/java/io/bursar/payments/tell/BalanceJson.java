package io.bursar.payments.tell;

import io.bursar.api.JsonOut;
import io.bursar.payments.decide.BalanceRow;
import io.bursar.payments.decide.PublicNames;
import java.util.List;

/** What money did, in the shape of Stripe's balance transaction. */
public final class BalanceJson {
    private BalanceJson() {}

    public static void write(JsonOut out, BalanceRow row, String currency) {
        out.text("id", PublicNames.balanceTransaction(row.id()))
                .text("object", "balance_transaction")
                .integer("amount", row.amount())
                .integer("available_on", row.createdAt().getEpochSecond())
                .text("balance_type", "payments")
                .integer("created", row.createdAt().getEpochSecond())
                .text("currency", currency)
                .text("description", null)
                .text("exchange_rate", null)
                .integer("fee", row.fee())
                .list(
                        "fee_details",
                        row.fee() == 0 ? List.<Long>of() : List.of(row.fee()),
                        (each, fee) -> each.integer("amount", fee)
                                .text("application", null)
                                .text("currency", currency)
                                .text("description", "Dispute fee")
                                .text("type", "stripe_fee"))
                .integer("net", row.amount() - row.fee())
                .text("reporting_category", category(row))
                .text("source", row.source())
                .text("status", "available")
                .text("type", row.kind());
    }

    /** An adjustment is what a dispute took, or what came back of it. */
    private static String category(BalanceRow row) {
        boolean isTaken = row.amount() < 0 || (row.amount() == 0 && row.fee() > 0);
        return !row.kind().equals("adjustment") ? row.kind() : isTaken ? "dispute" : "dispute_reversal";
    }
}
