package io.bursar.disputes;

import io.bursar.disputes.HearDispute.Heard;
import io.bursar.disputes.HearDispute.Told;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.Hearing.Word;
import io.bursar.gateways.News;
import io.bursar.gateways.NewsListener;
import io.bursar.gateways.ProviderDispute;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Payment;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** Hears what gateways tell of disputes on their own account. */
@Component
final class DisputeNews implements NewsListener {
    private final DisputeStore store;
    private final Origin origin;
    private final HearDispute hear;
    private final FraudWarnings warnings;

    DisputeNews(DisputeStore store, Origin origin, HearDispute hear, FraudWarnings warnings) {
        this.store = store;
        this.origin = origin;
        this.hear = hear;
        this.warnings = warnings;
    }

    @Override
    public Reception hear(String gateway, News news) {
        return switch (news) {
            case News.OfDispute(ProviderDispute said) -> hear(gateway, said);
            case News.OfFraudWarning warning -> hear(gateway, warning);
            case News.OfPayment _, News.OfSetup _, News.OfMandate _, News.Irrelevant _ -> Reception.NOT_MINE;
        };
    }

    Reception hear(String gateway, ProviderDispute said) {
        Optional<Dispute> known = store.byProvider(gateway, said.id());
        if (known.isPresent()) {
            return hear(known.get(), said, false);
        }
        return switch (origin.find(gateway, said.payment(), said.charge())) {
            case Origin.Found.Foreign _ -> Reception.NOT_MINE;
            case Origin.Found.Early _ -> Reception.TOO_EARLY;
            case Origin.Found.Ours(Payment payment, Attempt attempt) ->
                hear.begin(said, payment, attempt)
                        .map(begun -> hear(begun, said, true))
                        // Somebody else has heard of it at the same time, or changed the payment.
                        .or(() -> store.byProvider(gateway, said.id()).map(begun -> hear(begun, said, false)))
                        .orElse(Reception.TOO_EARLY);
        };
    }

    private Reception hear(Dispute dispute, ProviderDispute said, boolean isBegun) {
        return switch (hear.hear(dispute, new Told(said, Word.TOLD), UnaryOperator.identity(), Along.NOTHING)) {
            case Heard.Done(Dispute _, boolean isNews) -> isNews || isBegun ? Reception.APPLIED : Reception.KNOWN;
            case Heard.Silent _ -> Reception.TOO_EARLY;
        };
    }

    private Reception hear(String gateway, News.OfFraudWarning warning) {
        if (store.knowsWarning(gateway, warning.object())) {
            return Reception.KNOWN;
        }
        return switch (origin.find(gateway, warning.payment(), warning.charge())) {
            case Origin.Found.Foreign _ -> Reception.NOT_MINE;
            case Origin.Found.Early _ -> Reception.TOO_EARLY;
            case Origin.Found.Ours(Payment payment, Attempt attempt) ->
                warnings.raise(gateway, warning, payment, attempt) ? Reception.APPLIED : Reception.TOO_EARLY;
        };
    }
}
