package io.bursar.payments.decide;

import io.bursar.money.PublicId;
import java.util.UUID;

/** How this package's objects are called outside. */
public final class PublicNames {
    public static final String CHARGE = "ch";
    public static final String REFUND = "re";
    public static final String OPERATION = "op";
    public static final String BALANCE_TRANSACTION = "txn";
    public static final String INCIDENT = "inc";

    public static final String DISPUTE = "du";

    private PublicNames() {}

    public static String dispute(UUID dispute) {
        return PublicId.of(DISPUTE, dispute);
    }

    public static String charge(UUID attempt) {
        return PublicId.of(CHARGE, attempt);
    }

    public static String refund(UUID operation) {
        return PublicId.of(REFUND, operation);
    }

    /** As the gateway's idempotency key. */
    public static String operation(UUID operation) {
        return PublicId.of(OPERATION, operation);
    }

    public static String balanceTransaction(UUID id) {
        return PublicId.of(BALANCE_TRANSACTION, id);
    }
}
