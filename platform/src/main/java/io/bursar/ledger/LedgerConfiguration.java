package io.bursar.ledger;

import io.bursar.database.Database;
import io.bursar.engine.Ledger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
    /** Closed after the web server has answered what it took, and before the database. */
    @Bean(destroyMethod = "close")
    static Ledger ledger(Database database) {
        return Book.open(database);
    }
}
