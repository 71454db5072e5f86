package io.bursar.ledger;

import io.bursar.database.Database;
import io.bursar.database.Transactions;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;

/** The book that this deployment keeps. Several processes may have it open; each is a node of it. */
public final class Book {
    public static final int NUMBER = 1;

    private Book() {}

    /** Opens it on a database that has the schema; the caller closes it before the database. */
    public static Ledger open(Database database) {
        return Ledger.open(config(database));
    }

    /** How this deployment opens it. */
    public static LedgerConfig config(Database database) {
        return LedgerConfig.of(database.ledger(), NUMBER)
                .withInsideTransaction(Transactions::isInside)
                .withObserver(new LedgerLog());
    }
}
