package io.bursar.ledger;

import io.bursar.database.Database;
import io.bursar.database.Transactions;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
    /** The book that this deployment keeps. */
    static final int BOOK = 1;

    /** Closed after the web server has answered what it took, and before the database. */
    @Bean(destroyMethod = "close")
    static Ledger ledger(Database database) {
        return Ledger.open(LedgerConfig.of(database.ledger(), BOOK)
                .withInsideTransaction(Transactions::isInside)
                .withObserver(new LedgerLog()));
    }
}
