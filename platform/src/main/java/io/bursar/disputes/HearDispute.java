package io.bursar.disputes;

import io.bursar.api.ObjectIds;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.DisputeState;
import io.bursar.disputes.decide.Hearing;
import io.bursar.disputes.decide.Hearing.Next;
import io.bursar.disputes.decide.Hearing.Plan;
import io.bursar.disputes.decide.Hearing.Word;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.Vault.Kept;
import io.bursar.money.Money;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Payment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** Makes true what gateways say of disputes. */
@Component
final class HearDispute {
    /** Somebody else changes the same payment again and again. */
    private static final int OVERTAKEN_MAX = 50;

    private final DisputeStore store;
    private final SaveDispute saves;
    private final Gateways gateways;

    HearDispute(DisputeStore store, SaveDispute saves, Gateways gateways) {
        this.store = store;
        this.saves = saves;
        this.gateways = gateways;
    }

    /** What became of a word. */
    sealed interface Heard {
        /** @param dispute as it is now */
        record Done(Dispute dispute, boolean isNews) implements Heard {}

        /** The gateway was asked, and does not say. */
        record Silent(Dispute dispute) implements Heard {}
    }

    /** Begins a dispute of a payment of ours; empty: the payment changed meanwhile. */
    Optional<Dispute> begin(ProviderDispute said, Payment payment, Attempt attempt) {
        Instant now = saves.now();
        Dispute dispute = new Dispute(
                ObjectIds.next(payment.book()),
                payment.book(),
                1,
                DisputeState.of(said.status()).beginning(),
                new Dispute.Of(payment.id(), attempt.id(), said.gateway(), said.id()),
                new Money(said.amount(), said.currency()),
                said.reason(),
                Dispute.Moved.NOTHING,
                said.evidenceBy(),
                Dispute.Answering.NOTHING.told(said.submissions()),
                now,
                List.of());
        return saves.open(dispute, payment, now);
    }

    /**
     * @param ours what else becomes of the dispute with the gateway's word, if the word is to be believed; done to the
     *     dispute as it is then
     * @param along goes with the last of the changes, if there is one
     */
    Heard hear(Dispute dispute, Told told, UnaryOperator<Dispute> ours, Along along) {
        Dispute now = dispute;
        Told word = told;
        boolean isNews = false;
        for (int i = 0; i < OVERTAKEN_MAX; i++) {
            switch (plan(now, ours.apply(now), word)) {
                case Plan.Ask _ -> {
                    if (!(look(now) instanceof Kept.Done<ProviderDispute>(ProviderDispute fresh))) {
                        return new Heard.Silent(now);
                    }
                    word = new Told(fresh, Word.LOOKED);
                }
                case Plan.Change(List<Next> changes) -> {
                    Written written = write(now, changes, along);
                    isNews = isNews || written.count > 0;
                    now = written.dispute;
                    if (written.isWhole) {
                        return new Heard.Done(now, isNews);
                    }
                    // What was an answer a moment ago may be late by now.
                    now = again(now);
                    word = new Told(word.said, Word.TOLD);
                }
            }
        }
        throw new IllegalStateException("dispute " + dispute.publicId() + " is changed by others without end");
    }

    /** A gateway's word, and how much it is worth. */
    record Told(ProviderDispute said, Word word) {}

    private static Plan plan(Dispute now, Dispute changed, Told told) {
        Plan plan = Hearing.plan(changed, told.said, told.word);
        boolean isOurs = plan instanceof Plan.Change(List<Next> changes) && changes.isEmpty() && !changed.equals(now);
        return isOurs ? new Plan.Change(List.of(new Next(changed, null, Hearing.UPDATED, List.of()))) : plan;
    }

    private record Written(Dispute dispute, int count, boolean isWhole) {}

    private Written write(Dispute dispute, List<Next> changes, Along along) {
        Dispute now = dispute;
        for (int i = 0; i < changes.size(); i++) {
            boolean isLast = i == changes.size() - 1;
            Optional<Dispute> after = saves.change(now, changes.get(i), isLast ? along : along.bare());
            if (after.isEmpty()) {
                return new Written(now, i, false);
            }
            now = after.get();
        }
        return new Written(now, changes.size(), true);
    }

    Kept<ProviderDispute> look(Dispute dispute) {
        return gateways.disputes(dispute.of().gateway()).find(dispute.of().provider());
    }

    Dispute again(Dispute dispute) {
        return store.find(dispute.id(), dispute.book()).orElseThrow();
    }
}
