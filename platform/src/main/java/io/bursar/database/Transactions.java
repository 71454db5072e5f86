package io.bursar.database;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Database transactions. Nothing outside the database is called, and the ledger is not awaited, inside one. */
public final class Transactions {
    private final TransactionTemplate template;

    Transactions(JdbcTransactionManager manager) {
        this.template = new TransactionTemplate(manager);
    }

    /** Runs the work in a transaction, or in the one that is open; an exception rolls back. */
    public <T> T inside(Supplier<T> work) {
        return Objects.requireNonNull(template.execute(status -> work.get()));
    }

    /** Whether this thread is inside one. */
    public static boolean isInside() {
        return TransactionSynchronizationManager.isActualTransactionActive();
    }
}
