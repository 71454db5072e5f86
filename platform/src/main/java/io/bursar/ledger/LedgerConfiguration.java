package io.bursar.ledger;

import io.bursar.database.Database;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.RiderStatement;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
    /** Closed after the web server has answered what it took, and before the database. */
    @Bean(destroyMethod = "close")
    static OpenBooks openBooks(Database database, List<BookWatcher> watchers, ObjectProvider<RiderStatement> riders) {
        return new OpenBooks(
                database, OpenBooks.Limits.STANDARD, watchers, riders.stream().toList());
    }

    /** The house's book, for what is no tenant's. Endpoints of the API ask {@link OpenBooks} for their caller's. */
    @Bean(destroyMethod = "")
    static Ledger ledger(OpenBooks books) {
        return books.of(Book.NUMBER);
    }

    @Bean
    static BookWatcher ledgerLog() {
        return new BookWatcher() {
            @Override
            public LedgerObserver observer(int book) {
                return new LedgerLog(book);
            }
        };
    }
}
