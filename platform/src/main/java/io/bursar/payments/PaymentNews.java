package io.bursar.payments;

import io.bursar.gateways.News;
import io.bursar.gateways.NewsListener;
import io.bursar.gateways.ProviderPayment;
import io.bursar.money.PublicId;
import io.bursar.payments.Operate.Said;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PaymentDecisions.Word;
import io.bursar.payments.decide.PublicNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hears what gateways tell of payments on their own account. */
@Component
final class PaymentNews implements NewsListener {
    private final PaymentStore store;
    private final Operate operate;

    PaymentNews(PaymentStore store, Operate operate) {
        this.store = store;
        this.operate = operate;
    }

    @Override
    public Reception hear(String gateway, News news) {
        return switch (news) {
            case News.OfPayment(String object, String attempt, ProviderPayment said) ->
                hear(gateway, object, attempt, said);
            case News.OfSetup _, News.OfDispute _, News.OfFraudWarning _, News.OfMandate _, News.Irrelevant _ ->
                Reception.NOT_MINE;
        };
    }

    private Reception hear(String gateway, String object, @Nullable String ours, @Nullable ProviderPayment said) {
        Optional<Payment> found = find(gateway, object, ours);
        if (found.isEmpty()) {
            return ours == null ? Reception.NOT_MINE : Reception.TOO_EARLY;
        }
        Payment payment = found.get();
        Attempt attempt = attempt(payment, object, ours);
        boolean isOursUnderWay =
                attempt.payment() == null && attempt.authorisation().state() instanceof OperationState.Prepared;
        if (isOursUnderWay) {
            // Our own call is about to tell the same.
            return Reception.TOO_EARLY;
        }
        Optional<Payment> heard = said == null
                ? operate.look(payment, attempt.id())
                        .map(looked ->
                                operate.hear(payment, attempt.id(), new Said(looked, Word.FRESH), Riding.NOTHING))
                : operate.hearNews(payment, attempt.id(), said);
        // Where the gateway did not say how it stands, it is asked again shortly.
        return heard.map(after -> after.version() == payment.version() ? Reception.KNOWN : Reception.APPLIED)
                .orElse(Reception.TOO_EARLY);
    }

    private Optional<Payment> find(String gateway, String object, @Nullable String ours) {
        return store.findByProvider(gateway, object)
                .or(() -> Optional.ofNullable(ours)
                        .flatMap(text -> PublicId.parseUuid(PublicNames.CHARGE, text))
                        .flatMap(store::byAttempt)
                        .flatMap(id -> store.findAll(List.of(id)).stream().findFirst()));
    }

    private static Attempt attempt(Payment payment, String object, @Nullable String ours) {
        return payment.attempts().stream()
                .filter(each ->
                        object.equals(each.payment()) || (ours != null && ours.equals(PublicNames.charge(each.id()))))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(payment.publicId() + " has no attempt for " + object));
    }
}
