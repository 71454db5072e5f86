package io.bursar.setups;

import io.bursar.gateways.Gateways;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.ProviderSetup.Standing;
import io.bursar.gateways.Vault;
import io.bursar.gateways.Vault.Kept;
import io.bursar.methods.Methods;
import io.bursar.setups.SaveSetup.Riding;
import io.bursar.setups.SetupDecisions.Step;
import io.bursar.setups.SetupDecisions.Word;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Carries tries out: calls the gateway for those that are written, and hears what it says. */
@Component
final class CarrySetup {
    private static final Logger LOG = LoggerFactory.getLogger(CarrySetup.class);
    /** Somebody else changes the same setup again and again; the job comes back to it. */
    private static final int OVERTAKEN_MAX = 50;

    private final SetupStore store;
    private final SaveSetup saves;
    private final Gateways gateways;
    private final Methods methods;

    CarrySetup(SetupStore store, SaveSetup saves, Gateways gateways, Methods methods) {
        this.store = store;
        this.saves = saves;
        this.gateways = gateways;
        this.methods = methods;
    }

    /** Makes the call of a try that is written, and true what the gateway answers. @param riding with that change */
    Setup carryOut(Setup setup, UUID attempt, Riding riding) {
        SetupTry at = setup.attempt(attempt);
        Kept<ProviderSetup> answer = gateways.vault(at.gateway()).setUp(at.order());
        return change(setup, now -> SetupDecisions.told(now, now.attempt(attempt), answer), riding);
    }

    /** Makes true what of a gateway's word is news. */
    Setup hear(Setup setup, UUID attempt, ProviderSetup said, Word word) {
        return change(setup, now -> SetupDecisions.hear(now, now.attempt(attempt), said, word), Riding.NOTHING);
    }

    private Setup change(Setup read, Function<Setup, Optional<Step>> decide, Riding riding) {
        Setup now = read;
        for (int i = 0; i < OVERTAKEN_MAX; i++) {
            Optional<Step> step = decide.apply(now);
            if (step.isEmpty()) {
                return now;
            }
            Optional<Setup> saved = saves.save(step.get(), store.now(), riding);
            if (saved.isPresent()) {
                return saved.get();
            }
            now = again(now);
        }
        throw new IllegalStateException("setup " + read.publicId() + " is changed by others without end");
    }

    Setup again(Setup setup) {
        return store.find(setup.id(), setup.book()).orElseThrow();
    }

    /** What the gateway says of a try when it is asked. */
    Kept<ProviderSetup> ask(SetupTry attempt) {
        return gateways.vault(attempt.gateway()).look(attempt.setup(), attempt.publicId());
    }

    /** The gateway has seen nothing of it: it is asked for again under the same key, or given up when it is old. */
    Setup unseen(Setup setup, SetupTry attempt, Instant now) {
        if (!attempt.state().isUndecided()) {
            return setup;
        }
        boolean isOld = !attempt.createdAt().plus(SetupLooks.PROOF).isAfter(now);
        if (isOld) {
            LOG.warn("a setup came to nothing setup={} try={}", setup.publicId(), attempt.publicId());
            return change(setup, each -> lapse(each, attempt.id()), Riding.NOTHING);
        }
        return carryOut(unknown(setup, attempt.id()), attempt.id(), Riding.NOTHING);
    }

    private static Optional<Step> lapse(Setup setup, UUID attempt) {
        SetupTry at = setup.attempt(attempt);
        return at.state().isUndecided() ? Optional.of(SetupDecisions.lapsed(setup, at)) : Optional.empty();
    }

    /** One whose process ended may have been sent: what is not sent now proves nothing of that. */
    private Setup unknown(Setup setup, UUID attempt) {
        Kept<ProviderSetup> nothing = new Kept.Unknown<>("the process that was to send it has ended");
        return change(setup, now -> SetupDecisions.told(now, now.attempt(attempt), nothing), Riding.NOTHING);
    }

    /**
     * Ends at the gateway what nobody wants any more.
     *
     * @return whether it is ended; else the payer may yet agree, or the gateway could not be asked: try again later
     */
    boolean end(Setup setup, UUID attempt, Instant now) {
        SetupTry at = setup.attempt(attempt);
        if (at.state() != TryState.UNWANTED) {
            return true;
        }
        Vault vault = gateways.vault(at.gateway());
        boolean isEnded = at.setup() != null
                && (isCanceled(vault.cancel("cancel-" + at.publicId(), at.requireSetup())) || isOver(vault, at, now));
        if (isEnded) {
            change(setup, each -> ended(each, attempt), Riding.NOTHING);
        }
        return isEnded;
    }

    private static Optional<Step> ended(Setup setup, UUID attempt) {
        SetupTry at = setup.attempt(attempt);
        return at.state() == TryState.UNWANTED ? Optional.of(Step.of(setup, at.in(TryState.ENDED))) : Optional.empty();
    }

    private static boolean isCanceled(Kept<ProviderSetup> answer) {
        return answer instanceof Kept.Done<ProviderSetup>(ProviderSetup said)
                && said.standing() instanceof Standing.Canceled;
    }

    /** It cannot be withdrawn: the payer was first, or must be waited for. */
    private boolean isOver(Vault vault, SetupTry at, Instant now) {
        if (!(ask(at) instanceof Kept.Done<ProviderSetup>(ProviderSetup said))) {
            return false;
        }
        return switch (said.standing()) {
            case Standing.Canceled _ -> true;
            case Standing.Succeeded _ -> isUndone(vault, at, said);
            // A payer who refused in the app may still agree late, where the provider takes that.
            case Standing.Failed _, Standing.Open _, Standing.ActionNeeded _, Standing.Processing _ ->
                at.createdAt().plus(SetupLooks.LATE).isBefore(now);
        };
    }

    /** A consent is ended; a card that is nobody's is forgotten there. One that a customer has keeps being the customer's. */
    private boolean isUndone(Vault vault, SetupTry at, ProviderSetup said) {
        String customer = at.asked().customer();
        if (said.mandate() != null && at.asked().token() == null && customer != null) {
            return vault.endMandate("end-" + at.publicId(), customer, said.mandate()) instanceof Kept.Done<String>;
        }
        String ours = at.asked().method();
        boolean isSomebodys = ours != null
                && methods.find(io.bursar.api.ObjectIds.book(at.id()), ours)
                        .flatMap(method -> method.customer())
                        .isPresent();
        String token = at.asked().token();
        if (isSomebodys || token == null) {
            return true;
        }
        Kept<io.bursar.gateways.MethodDetails> gone = vault.detach("detach-" + at.publicId(), token);
        return !(gone instanceof Kept.Unknown<io.bursar.gateways.MethodDetails>
                || gone instanceof Kept.NotSent<io.bursar.gateways.MethodDetails>);
    }
}
