package io.bursar.payments;

import io.bursar.api.Watched;
import io.bursar.engine.RiderStatement;
import io.bursar.jobs.Job;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class PaymentsConfiguration {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration OLD = Duration.ofMinutes(5);

    @Bean
    @Order(1)
    static RiderStatement paymentMade() {
        return PaymentRows.STATEMENTS.get(0);
    }

    @Bean
    @Order(2)
    static RiderStatement paymentChanged() {
        return PaymentRows.STATEMENTS.get(1);
    }

    @Bean
    @Order(3)
    static RiderStatement paymentAttempt() {
        return PaymentRows.STATEMENTS.get(2);
    }

    @Bean
    @Order(4)
    static RiderStatement paymentOperation() {
        return PaymentRows.STATEMENTS.get(3);
    }

    @Bean
    @Order(5)
    static RiderStatement paymentBalance() {
        return PaymentRows.STATEMENTS.get(4);
    }

    @Bean
    @Order(6)
    static RiderStatement paymentIncident() {
        return PaymentRows.STATEMENTS.get(5);
    }

    /** Looks every second for what is to be asked about, by the database's clock. */
    @Bean
    static Job resolveUnknownPayments(PaymentStore store, ResolveUnknown resolve) {
        return new Job("payments-unknown", LOOK, () -> resolve.run(store.now()));
    }

    @Bean
    static Watched lateDebits(PaymentStore store) {
        return new Watched(
                "payments.debits_late",
                "Debits under mandates that should have been made more than five minutes ago",
                () -> store.countLateDebits(OLD));
    }

    @Bean
    static Watched unknownOperations(PaymentStore store) {
        return new Watched(
                "payments.unknown",
                "Operations at gateways of which nobody knows what became, for five minutes and longer",
                () -> store.countUnknown(OLD));
    }
}
