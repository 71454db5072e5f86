package io.bursar.disputes;

import io.bursar.gateways.Gateways;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.Vault.Kept;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Payment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Asks a gateway for the disputes of a payment that was made just now: a message of one that began with it is still on
 * its way, and Stripe's own clients look for it at once.
 */
@Component
public final class CatchUp {
    /** After this, messages have come. */
    private static final Duration YOUNG = Duration.ofMinutes(2);

    private final PaymentStore payments;
    private final Gateways gateways;
    private final DisputeNews news;

    CatchUp(PaymentStore payments, Gateways gateways, DisputeNews news) {
        this.payments = payments;
        this.gateways = gateways;
        this.news = news;
    }

    /** @return whether something may be known now that was not */
    public boolean with(Payment payment) {
        Instant from = payments.now().minus(YOUNG);
        boolean isNews = false;
        for (Attempt attempt : payment.attempts()) {
            String theirs = attempt.payment();
            boolean isYoung =
                    attempt.tally().captured() > 0 && attempt.createdAt().isAfter(from);
            if (theirs != null
                    && isYoung
                    && gateways.disputes(attempt.gateway()).list(theirs)
                            instanceof Kept.Done<List<ProviderDispute>>(List<ProviderDispute> found)) {
                found.forEach(each -> news.hear(attempt.gateway(), each));
                isNews = isNews || !found.isEmpty();
            }
        }
        return isNews;
    }
}
