package io.bursar.setups;

import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Decline;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.ProviderSetup.Standing;
import io.bursar.gateways.Vault.Kept;
import io.bursar.setups.SetupTry.Failure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a gateway's word makes of a setup. News that are late, repeated or out of order change nothing. */
final class SetupDecisions {
    static final String SUCCEEDED = "setup_intent.succeeded";

    private SetupDecisions() {}

    /** How old a gateway's word may be. */
    enum Word {
        /** It was asked just now. */
        FRESH,
        /** It came on its own account, perhaps late. */
        TOLD
    }

    /**
     * One change of a setup.
     *
     * @param changed the try that it is about; null: the setup's own
     * @param events in their order
     * @param kept what the payer agreed to, to be kept with it; null: nothing
     */
    record Step(
            Setup after,
            @Nullable SetupTry changed,
            List<String> events,
            @Nullable ProviderSetup kept) {
        Step {
            events = List.copyOf(events);
        }

        static Step of(Setup setup, SetupTry changed, String... events) {
            return new Step(setup.with(changed), changed, List.of(events), null);
        }
    }

    /** The change that is in a gateway's word; empty: none. */
    static Optional<Step> hear(Setup setup, SetupTry before, ProviderSetup said, Word word) {
        boolean isOver = !before.state().isUndecided() && before.state() != TryState.FAILED;
        if (isOver) {
            return Optional.empty();
        }
        SetupTry known = before.at(said.id());
        return switch (said.standing()) {
            case Standing.Succeeded _ -> Optional.of(agreed(setup, known, said));
            case Standing.Failed(Decline decline) -> failed(setup, known, new Failure(Failure.Kind.DECLINED, decline));
            case Standing.Canceled _ -> failed(setup, known, new Failure(Failure.Kind.DECLINED, canceled()));
            case Standing.ActionNeeded(NextAction action) -> acting(setup, known, action, word);
            case Standing.Processing _ -> processing(setup, known);
            case Standing.Open _ -> Optional.empty();
        };
    }

    private static Step agreed(Setup setup, SetupTry known, ProviderSetup said) {
        boolean isWanted = setup.ending() == null && setup.succeeded().isEmpty();
        if (!isWanted) {
            return Step.of(setup, known.in(TryState.UNWANTED));
        }
        SetupTry done = known.in(TryState.SUCCEEDED);
        return new Step(setup.with(done), done, List.of(SUCCEEDED), said);
    }

    private static Optional<Step> failed(Setup setup, SetupTry known, Failure failure) {
        return known.state() == TryState.FAILED ? Optional.empty() : Optional.of(fail(setup, known, failure));
    }

    /** The payer has not agreed, and is asked for another method; what never left this house may be tried again. */
    private static Step fail(Setup setup, SetupTry known, Failure failure) {
        SetupTry failed = known.failed(failure);
        boolean isCurrent = setup.ending() == null
                && setup.succeeded().isEmpty()
                && setup.latest().filter(last -> last.id().equals(known.id())).isPresent();
        if (!isCurrent || !failure.isSent()) {
            return Step.of(setup, failed);
        }
        return Step.of(setup.with(setup.terms().with((String) null)), failed, "setup_intent.setup_failed");
    }

    private static Optional<Step> acting(Setup setup, SetupTry known, NextAction action, Word word) {
        boolean isNews =
                switch (known.state()) {
                    case PREPARED, UNKNOWN -> true;
                    case PROCESSING -> word == Word.FRESH;
                    case ACTION_NEEDED -> word == Word.FRESH && !action.equals(known.action());
                    case SUCCEEDED, FAILED, UNWANTED, ENDED -> false;
                };
        return isNews
                ? Optional.of(Step.of(setup, known.acting(action), "setup_intent.requires_action"))
                : Optional.empty();
    }

    /** A UPI payer who has the link is waited for; the gateway says no more than that it is under way. */
    private static Optional<Step> processing(Setup setup, SetupTry known) {
        boolean isAtPayers = known.action() instanceof NextAction.Upi;
        boolean isNews = known.state() == TryState.PREPARED
                || known.state() == TryState.UNKNOWN
                || (known.state() == TryState.ACTION_NEEDED && !isAtPayers);
        return isNews ? Optional.of(Step.of(setup, known.in(TryState.PROCESSING))) : Optional.empty();
    }

    /** What the answer to a try's own call makes of it; empty: nothing that was not known. */
    static Optional<Step> told(Setup setup, SetupTry before, Kept<ProviderSetup> answer) {
        return switch (answer) {
            case Kept.Done<ProviderSetup>(ProviderSetup said) ->
                hear(setup, before, said, Word.FRESH).or(() -> unknown(setup, before.at(said.id())));
            case Kept.Declined<ProviderSetup>(Decline decline) ->
                failed(setup, before, new Failure(Failure.Kind.DECLINED, decline));
            case Kept.Refused<ProviderSetup>(String _, String message, String _) ->
                failed(setup, before, new Failure(Failure.Kind.REFUSED, refused(message)));
            case Kept.Missing<ProviderSetup> _ ->
                failed(
                        setup,
                        before,
                        new Failure(Failure.Kind.REFUSED, refused("The gateway does not know what this names.")));
            case Kept.NotSent<ProviderSetup>(Reason reason) -> notSent(setup, before, reason);
            case Kept.Unknown<ProviderSetup> _ -> unknown(setup, before);
        };
    }

    private static Optional<Step> unknown(Setup setup, SetupTry before) {
        return before.state() == TryState.PREPARED
                ? Optional.of(Step.of(setup, before.in(TryState.UNKNOWN)))
                : Optional.empty();
    }

    /** Of one that was sent before, what became of that is as unknown as it was. */
    private static Optional<Step> notSent(Setup setup, SetupTry before, Reason reason) {
        if (before.state() != TryState.PREPARED) {
            return Optional.empty();
        }
        Failure.Kind kind = reason == Reason.BUSY ? Failure.Kind.BUSY : Failure.Kind.NOT_SENT;
        return Optional.of(fail(setup, before, new Failure(kind, decline("try_again_later", UNSENT))));
    }

    /** The gateway has seen nothing of it, for so long that nothing will come of it. */
    static Step lapsed(Setup setup, SetupTry before) {
        return fail(setup, before, new Failure(Failure.Kind.DECLINED, decline("processing_error", LAPSED)));
    }

    private static final String UNSENT = "The setup could not be sent to the gateway. Nothing happened; try again.";
    private static final String LAPSED = "The setup did not go through. Nothing was agreed; try again.";

    private static Decline refused(String message) {
        return decline("processing_error", message);
    }

    private static Decline canceled() {
        return decline("processing_error", "The setup was canceled at the gateway.");
    }

    private static Decline decline(String reason, String message) {
        return new Decline("processing_error", reason, message, null, Decline.Retry.OTHER_METHOD);
    }
}
