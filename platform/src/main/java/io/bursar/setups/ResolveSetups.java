package io.bursar.setups;

import io.bursar.gateways.Gateways;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.Vault.Kept;
import io.bursar.setups.SetupDecisions.Word;
import io.bursar.setups.SetupStore.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks gateways, at their own intervals, about tries of which it is not known here what became, until it is known. */
@Component
final class ResolveSetups {
    private static final Logger LOG = LoggerFactory.getLogger(ResolveSetups.class);
    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final int MOST = 32;

    private final SetupStore store;
    private final CarrySetup carry;
    private final Gateways gateways;

    ResolveSetups(SetupStore store, CarrySetup carry, Gateways gateways) {
        this.store = store;
        this.carry = carry;
        this.gateways = gateways;
    }

    /** Looks at all that is due by a time. @return how many tries were looked at */
    int run(Instant now) {
        int looked = 0;
        List<Place> due;
        do {
            due = store.leaseLooks(now, LEASE, MOST);
            for (Place each : due) {
                look(each, now);
            }
            looked += due.size();
        } while (due.size() == MOST);
        return looked;
    }

    private void look(Place place, Instant now) {
        try {
            Setup setup = store.findAll(List.of(place.setup())).getFirst();
            look(setup, setup.attempt(place.attempt()), now);
        } catch (IllegalStateException | org.springframework.dao.DataAccessException failed) {
            LOG.warn("a setup could not be looked at; it is tried again try={}", place.attempt(), failed);
        }
    }

    private void look(Setup setup, SetupTry attempt, Instant now) {
        if (attempt.state() == TryState.UNWANTED) {
            carry.end(setup, attempt.id(), now);
            later(carry.again(setup), attempt.id(), now);
            return;
        }
        switch (carry.ask(attempt)) {
            case Kept.Done<ProviderSetup>(ProviderSetup said) -> {
                Setup heard = carry.hear(setup, attempt.id(), said, Word.FRESH);
                boolean isBegun = !(said.standing() instanceof ProviderSetup.Standing.Open);
                later(isBegun ? heard : carry.unseen(heard, heard.attempt(attempt.id()), now), attempt.id(), now);
            }
            case Kept.Missing<ProviderSetup> _ -> later(carry.unseen(setup, attempt, now), attempt.id(), now);
            case Kept.Unknown<ProviderSetup> _,
                    Kept.NotSent<ProviderSetup> _,
                    Kept.Declined<ProviderSetup> _,
                    Kept.Refused<ProviderSetup> _ ->
                gateways.capabilities(attempt.gateway())
                        .ifPresent(able -> store.lookAt(attempt.id(), SetupLooks.afterSilence(attempt, able, now)));
        }
    }

    /** Comes back to it at the gateway's next time, if it is still open; the lease would come back sooner. */
    private void later(Setup setup, UUID attempt, Instant now) {
        SetupTry at = setup.attempt(attempt);
        List<Duration> times = gateways.capabilities(at.gateway())
                .map(able -> able.inquiryTimes())
                .orElse(List.of());
        store.lookAt(
                attempt,
                at.state() == TryState.UNWANTED ? SetupLooks.after(at, times, now) : SetupLooks.next(at, times, now));
    }
}
