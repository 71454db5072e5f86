package io.bursar.setups;

import io.bursar.api.Answer;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.Rendering;
import io.bursar.gateways.Decline;
import io.bursar.setups.SetupTry.Failure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request about a setup is answered; an error has the whole setup in it, as Stripe's clients expect. */
final class SetupReply {
    private SetupReply() {}

    static Answer of(Setup setup) {
        return Answer.ok(out -> SetupJson.write(out, setup));
    }

    /** What a caller hears of a try. */
    static Answer of(Setup setup, SetupTry attempt) {
        Failure failure = attempt.failure();
        if (attempt.state() != TryState.FAILED || failure == null) {
            return of(setup);
        }
        Decline decline = failure.decline();
        return switch (failure.kind()) {
            case DECLINED -> with(setup, Problem.of(code(decline), decline.message()), decline);
            case REFUSED -> with(setup, Problem.of(ErrorCode.GATEWAY_REFUSED, decline.message()), null);
            case NOT_SENT -> with(setup, Problem.of(ErrorCode.GATEWAY_UNAVAILABLE, decline.message()), null);
            case BUSY -> with(setup, Problem.of(ErrorCode.GATEWAY_BUSY, decline.message()), null);
        };
    }

    static Answer unfit(Setup setup, String what) {
        return with(
                setup,
                Problem.of(
                        ErrorCode.SETUP_INTENT_UNEXPECTED_STATE,
                        "The setup is " + setup.state().text() + ", so that it cannot be " + what + "."),
                null);
    }

    /** Whether it may be kept as the answer for ever. */
    static boolean isFinal(Answer answer) {
        return answer.status() < 500 && answer.status() != 409 && answer.status() != 429;
    }

    private static Answer with(Setup setup, Problem problem, @Nullable Decline decline) {
        Rendering body = out -> out.problem(problem, error -> {
            if (decline != null && decline.declineCode() != null) {
                error.text("decline_code", decline.declineCode());
            }
            error.object("setup_intent", inner -> SetupJson.write(inner, setup));
        });
        return new Answer(problem.status(), Answer.refused(problem).headers(), body, null);
    }

    private static ErrorCode code(Decline decline) {
        String name = decline.code().toUpperCase(Locale.ROOT);
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name) && code.status() == 402) {
                return code;
            }
        }
        return ErrorCode.CARD_DECLINED;
    }
}
