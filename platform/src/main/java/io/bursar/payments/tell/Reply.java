package io.bursar.payments.tell;

import io.bursar.api.Answer;
import io.bursar.api.ErrorCode;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import io.bursar.api.Rendering;
import io.bursar.gateways.Decline;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request about a payment is answered: kept under its key as it is, unless it is our own failure. */
public record Reply(int status, Rendering body, @Nullable Problem problem) {
    /** Who is told of a payment. */
    public enum Sight {
        /** Whoever asks with a secret key. */
        OWNER,
        /** Whoever asks with a publishable key and the payment's secret: the payer's browser. */
        PAYER
    }

    public static Reply ok(Rendering body) {
        return new Reply(200, body, null);
    }

    public static Reply of(Payment payment) {
        return of(payment, Sight.OWNER);
    }

    public static Reply of(Payment payment, Sight sight) {
        return ok(out -> IntentJson.write(out, payment, sight));
    }

    /** A no of a bank, with the whole payment in it, as Stripe's clients expect. */
    public static Reply declined(Payment payment, Attempt attempt, Decline decline) {
        return declined(payment, attempt, decline, Sight.OWNER);
    }

    public static Reply declined(Payment payment, Attempt attempt, Decline decline, Sight sight) {
        Problem problem = Problem.of(code(decline), decline.message());
        return new Reply(
                402,
                out -> out.problem(problem, error -> {
                    error.text("charge", PublicNames.charge(attempt.id()));
                    if (decline.declineCode() != null) {
                        error.text("decline_code", decline.declineCode());
                    }
                    if (decline.networkCode() != null) {
                        error.text("network_decline_code", decline.networkCode());
                    }
                    error.object("payment_intent", intent -> IntentJson.write(intent, payment, sight));
                }),
                problem);
    }

    /** The request does not fit the payment's state; the whole payment is in it. */
    public static Reply unfit(Payment payment, ErrorCode code, String message) {
        return unfit(payment, code, message, Sight.OWNER);
    }

    public static Reply unfit(Payment payment, ErrorCode code, String message, Sight sight) {
        Problem problem = Problem.of(code, message);
        return new Reply(
                code.status(),
                out -> out.problem(
                        problem,
                        error -> error.object("payment_intent", intent -> IntentJson.write(intent, payment, sight))),
                problem);
    }

    public static Reply refused(Problem problem) {
        return new Reply(problem.code().status(), out -> out.problem(problem), problem);
    }

    private static ErrorCode code(Decline decline) {
        return Optional.of(decline.code().toUpperCase(Locale.ROOT))
                .flatMap(Reply::known)
                .orElse(ErrorCode.CARD_DECLINED);
    }

    private static Optional<ErrorCode> known(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name) && code.status() == 402) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /** Whether it may be kept as the answer for ever. */
    public boolean isFinal() {
        return status < 500 && status != 409 && status != 429;
    }

    public Answer answer() {
        Answer answer = problem == null ? Answer.ok(body) : Answer.refused(problem);
        return new Answer(status, answer.headers(), body, null);
    }

    /** As it is kept. */
    public String text() {
        return new String(JsonOut.render(body, "", ""), StandardCharsets.UTF_8);
    }
}
