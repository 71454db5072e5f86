package io.bursar.schedules;

import io.bursar.api.Watched;
import io.bursar.engine.RiderStatement;
import io.bursar.jobs.Job;
import io.bursar.ledger.OpenBooks;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SchedulesConfiguration {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(60);

    @Bean
    static RiderStatement scheduleExecuted() {
        return ScheduleStore.EXECUTED;
    }

    @Bean
    static ExecuteDue executeDue(ScheduleStore store, OpenBooks books) {
        return new ExecuteDue(store, books, ExecuteDue.Limits.STANDARD);
    }

    /** Looks every second for what is due by the database's clock. */
    @Bean
    static Job executeDueSchedules(ScheduleStore store, ExecuteDue execute) {
        return new Job("schedules", LOOK, () -> execute.run(store.now()));
    }

    @Bean
    static Watched dueSchedules(ScheduleStore store) {
        return new Watched(
                "schedules.due", "Scheduled transactions whose time has come", () -> store.countDue(Duration.ZERO));
    }

    @Bean
    static Watched lateSchedules(ScheduleStore store) {
        return new Watched(
                "schedules.late",
                "Scheduled transactions that should have been booked more than a minute ago",
                () -> store.countDue(LATE));
    }
}
