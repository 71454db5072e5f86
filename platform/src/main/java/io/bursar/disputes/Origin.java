package io.bursar.disputes;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.ProviderPayment;
import io.bursar.money.PublicId;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds whose payment a dispute or a warning is about. */
@Component
final class Origin {
    private final PaymentStore payments;
    private final Gateways gateways;

    Origin(PaymentStore payments, Gateways gateways) {
        this.payments = payments;
        this.gateways = gateways;
    }

    /** Whose it is. */
    sealed interface Found {
        record Ours(Payment payment, Attempt attempt) implements Found {}

        /** Somebody made the payment at the gateway without us. */
        record Foreign() implements Found {}

        /** Ours, and not yet known by what the gateway calls it; or nobody can say now. */
        record Early() implements Found {}
    }

    /** @param payment the provider's id; null: not told @param charge likewise, perhaps empty */
    Found find(String gateway, @Nullable String payment, String charge) {
        Optional<UUID> known = Optional.ofNullable(payment)
                .flatMap(id -> payments.byProvider(gateway, id))
                .or(() -> charge.isEmpty() ? Optional.empty() : payments.byCharge(gateway, charge));
        if (known.isPresent()) {
            return ours(gateway, known.get(), payment, charge);
        }
        return payment == null ? new Found.Foreign() : asked(gateway, payment);
    }

    private Found ours(String gateway, UUID id, @Nullable String theirs, String charge) {
        Payment payment = payments.findAll(List.of(id)).getFirst();
        return payment.attempts().stream()
                .filter(each -> each.gateway().equals(gateway))
                .filter(each -> (theirs != null && theirs.equals(each.payment())) || charge.equals(each.charge()))
                .findFirst()
                // What was taken is about to be written down: money cannot go back that has not come.
                .filter(each -> each.tally().captured() > 0)
                .<Found>map(attempt -> new Found.Ours(payment, attempt))
                .orElseGet(Found.Early::new);
    }

    /** Our name is left with each payment that we make. */
    private Found asked(String gateway, String payment) {
        Answer answer = gateways.look(gateway, new Inquiry(payment, "", ""));
        if (answer instanceof Answer.Seen(ProviderPayment said)) {
            boolean isOurs = Optional.ofNullable(said.attempt())
                    .flatMap(text -> PublicId.parseUuid(PublicNames.CHARGE, text))
                    .flatMap(payments::byAttempt)
                    .isPresent();
            return isOurs ? new Found.Early() : new Found.Foreign();
        }
        return answer instanceof Answer.Missing ? new Found.Foreign() : new Found.Early();
    }
}
