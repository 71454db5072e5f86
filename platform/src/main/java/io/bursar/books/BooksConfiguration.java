package io.bursar.books;

import io.bursar.database.Database;
import io.bursar.engine.Ledger;
import io.bursar.ledger.Book;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BooksConfiguration {
    /** @param ledger open, so that there is a book to look at */
    @Bean(destroyMethod = "close")
    static BackgroundDoctor backgroundDoctor(Database database, Ledger ledger) {
        return BackgroundDoctor.start(database.ledger(), () -> Book.numbers(database), DoctorSchedule.USUAL);
    }
}
