package io.bursar.disputes;

import io.bursar.api.Watched;
import io.bursar.disputes.decide.Deadline;
import io.bursar.engine.RiderStatement;
import io.bursar.jobs.Job;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class DisputesConfiguration {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_DEADLINES = Duration.ofMinutes(1);
    private static final Duration OLD = Duration.ofMinutes(5);
    private static final Duration NEAR = Duration.ofHours(24);

    @Bean
    @Order(11)
    static RiderStatement disputeMade() {
        return DisputeRows.STATEMENTS.get(0);
    }

    @Bean
    @Order(12)
    static RiderStatement disputeChanged() {
        return DisputeRows.STATEMENTS.get(1);
    }

    @Bean
    @Order(13)
    static RiderStatement disputeSubmission() {
        return DisputeRows.STATEMENTS.get(2);
    }

    @Bean
    @Order(14)
    static RiderStatement fraudWarning() {
        return DisputeRows.STATEMENTS.get(3);
    }

    @Bean
    static Deadline disputeDeadline(ObjectProvider<WarningTimes> told) {
        return new Deadline(told.getIfAvailable(() -> WarningTimes.USUAL).before());
    }

    /** Looks every second for what is to be asked about, by the database's clock. */
    @Bean
    static Job resolveUnknownSubmissions(SaveDispute saves, ResolveSubmissions resolve) {
        return new Job("disputes-unknown", LOOK, () -> resolve.run(saves.now()));
    }

    /** Looks every minute for deadlines that are near, by the database's clock. */
    @Bean
    static Job disputeDeadlines(SaveDispute saves, Deadlines deadlines) {
        return new Job("disputes-deadlines", LOOK_AT_DEADLINES, () -> deadlines.run(saves.now()));
    }

    @Bean
    static Watched unknownSubmissions(DisputeStore store) {
        return new Watched(
                "disputes.unknown",
                "Answers to disputes of which nobody knows whether the bank has them, for five minutes and longer",
                () -> store.countUnknown(OLD));
    }

    @Bean
    static Watched dueDisputes(DisputeStore store) {
        return new Watched(
                "disputes.due",
                "Disputes that nobody has answered and whose deadline is less than a day away",
                () -> store.countDue(NEAR));
    }
}
