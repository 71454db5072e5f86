package io.bursar.ledger;

import io.bursar.api.Caller;
import io.bursar.database.Database;
import io.bursar.database.Transactions;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Opening a book. Several processes may have the same one open; each is a node of it. */
public final class Book {
    /** The house's own book, which every deployment has. */
    public static final int NUMBER = Caller.HOUSE;

    static final String NUMBERS = """
            SELECT book
            FROM ledger.book
            UNION
            SELECT 1
            ORDER BY book
            """;

    private Book() {}

    /** Every book that the ledger keeps, the house's first. */
    public static List<Integer> numbers(Database database) {
        return JdbcClient.create(database.app())
                .sql(NUMBERS)
                .query(Integer.class)
                .list();
    }

    /** Opens the house's book on a database that has the schema; the caller closes it before the database. */
    public static Ledger open(Database database) {
        return Ledger.open(config(database, NUMBER));
    }

    /** How this deployment opens a book. */
    public static LedgerConfig config(Database database, int number) {
        return LedgerConfig.of(database.ledger(), number)
                .withInsideTransaction(Transactions::isInside)
                .withObserver(new LedgerLog(number));
    }
}
