package io.bursar.books;

import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.engine.Ledger;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.ledger.Book;
import java.sql.SQLException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BooksConfiguration {
    @Bean
    static Checkpoints checkpoints(Database database, DatabaseSettings settings) {
        return new Checkpoints(database, settings.home());
    }

    /** @param ledger open, so that there is a book to look at */
    @Bean(destroyMethod = "close")
    static BackgroundDoctor backgroundDoctor(
            Database database, Ledger ledger, Checkpoints checkpoints, DoctorSchedule schedule) {
        return BackgroundDoctor.start(
                database.ledger(),
                new BackgroundDoctor.Practice() {
                    @Override
                    public List<Integer> books() {
                        return Book.numbers(database);
                    }

                    @Override
                    public void proved(DoctorReport report) throws SQLException {
                        checkpoints.proved(report);
                    }
                },
                schedule);
    }
}
