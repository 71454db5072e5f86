package io.bursar.setups;

import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.News;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.gateways.NewsListener;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.Vault.Kept;
import io.bursar.money.PublicId;
import io.bursar.setups.SetupDecisions.Word;
import io.bursar.setups.SetupStore.Place;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hears what gateways tell of setups and mandates on their own account. */
@Component
final class SetupNews implements NewsListener {
    private final SetupStore store;
    private final CarrySetup carry;
    private final Mandates mandates;
    private final Gateways gateways;

    SetupNews(SetupStore store, CarrySetup carry, Mandates mandates, Gateways gateways) {
        this.store = store;
        this.carry = carry;
        this.mandates = mandates;
        this.gateways = gateways;
    }

    @Override
    public Reception hear(String gateway, News news) {
        return switch (news) {
            case News.OfSetup(String object, String ours, ProviderSetup said) -> hear(gateway, object, ours, said);
            case News.OfMandate(String object, MandateStatus status, String customer) ->
                ofMandate(gateway, object, status, customer);
            case News.OfPayment _, News.OfDispute _, News.OfFraudWarning _, News.Irrelevant _ -> Reception.NOT_MINE;
        };
    }

    private Reception hear(String gateway, String object, @Nullable String ours, @Nullable ProviderSetup told) {
        Optional<Place> found = store.byProvider(gateway, object)
                .or(() -> Optional.ofNullable(ours)
                        .flatMap(text -> PublicId.parseUuid(SetupTry.PREFIX, text))
                        .flatMap(attempt -> store.byAttempt(gateway, attempt)));
        if (found.isEmpty()) {
            return ours == null ? Reception.NOT_MINE : Reception.TOO_EARLY;
        }
        Setup setup = store.findAll(List.of(found.get().setup())).getFirst();
        SetupTry attempt = setup.attempt(found.get().attempt());
        if (attempt.state() == TryState.PREPARED) {
            // Our own call is about to tell the same.
            return Reception.TOO_EARLY;
        }
        ProviderSetup said = told == null ? looked(attempt) : told;
        if (said == null) {
            // The gateway did not say how it stands: it is asked again shortly.
            return Reception.TOO_EARLY;
        }
        Setup after = carry.hear(setup, attempt.id(), said, told == null ? Word.FRESH : Word.TOLD);
        carry.end(after, attempt.id(), store.now());
        return after.version() == setup.version() ? Reception.KNOWN : Reception.APPLIED;
    }

    /** Null when the gateway does not say. */
    private @Nullable ProviderSetup looked(SetupTry attempt) {
        return carry.ask(attempt) instanceof Kept.Done<ProviderSetup>(ProviderSetup said) ? said : null;
    }

    /** Of a mandate that is about to be one of ours, or became one just now, or never did: its payer refused. */
    private Reception ofNone(String gateway, String ref, String customer, MandateStatus told) {
        Optional<Boolean> isBeingSetUp = store.isBeingSetUp(gateway, customer);
        if (isBeingSetUp.isEmpty()) {
            return Reception.NOT_MINE;
        }
        if (isBeingSetUp.get()) {
            return Reception.TOO_EARLY;
        }
        // Asked after the setup: one that ended between the two questions has left its mandate here.
        Optional<Mandate> found = mandates.byRef(gateway, ref);
        if (found.isPresent()) {
            return become(found.get(), ref, told);
        }
        return told == MandateStatus.ENDED ? Reception.KNOWN : Reception.NOT_MINE;
    }

    private Reception ofMandate(String gateway, String ref, MandateStatus told, @Nullable String customer) {
        Optional<Mandate> found = mandates.byRef(gateway, ref);
        if (found.isEmpty()) {
            return customer == null ? Reception.NOT_MINE : ofNone(gateway, ref, customer, told);
        }
        return become(found.get(), ref, told);
    }

    /** What is not for ever is asked for again: it may be old. */
    private Reception become(Mandate mandate, String ref, MandateStatus told) {
        MandateStatus status = told;
        if (told != MandateStatus.ENDED) {
            switch (gateways.vault(mandate.gateway()).status(mandate.customer(), ref)) {
                case Kept.Done<MandateStatus>(MandateStatus now) -> status = now;
                case Kept.NotSent<MandateStatus>(Reason reason) when reason == Reason.NOT_ABLE -> {
                    // Nobody can be asked: its word is all there is.
                }
                case Kept.Missing<MandateStatus> _ -> status = MandateStatus.ENDED;
                case Kept.NotSent<MandateStatus> _,
                        Kept.Unknown<MandateStatus> _,
                        Kept.Declined<MandateStatus> _,
                        Kept.Refused<MandateStatus> _ -> {
                    return Reception.TOO_EARLY;
                }
            }
        }
        return mandates.become(mandate, status) ? Reception.APPLIED : Reception.KNOWN;
    }
}
