package io.bursar.ledger;

import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Outcome.AboveCeiling;
import io.bursar.engine.Outcome.AccountClosed;
import io.bursar.engine.Outcome.AccountFrozen;
import io.bursar.engine.Outcome.AccountNotEmpty;
import io.bursar.engine.Outcome.AccountUnknown;
import io.bursar.engine.Outcome.BalanceOutOfRange;
import io.bursar.engine.Outcome.Conflict;
import io.bursar.engine.Outcome.CurrencyNotAllowed;
import io.bursar.engine.Outcome.InsufficientFunds;
import io.bursar.engine.Outcome.KeyReused;
import io.bursar.engine.Outcome.Malformed;
import io.bursar.engine.Outcome.PeriodClosed;
import io.bursar.engine.Outcome.PeriodNotEarlier;
import io.bursar.engine.Outcome.PeriodNotLater;
import io.bursar.engine.Outcome.Rejection;
import io.bursar.engine.Outcome.TargetExceeded;
import io.bursar.engine.Outcome.TargetExpired;
import io.bursar.engine.Outcome.TargetSettled;
import io.bursar.engine.Outcome.TargetUnknown;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine refuses, as problems of the API. */
final class Refusals {
    private static final String CLOSED = "closed_before";

    private Refusals() {}

    static Problem busy() {
        return Problem.of(ErrorCode.LEDGER_BUSY, "Too many commands are waiting; nothing happened.");
    }

    static Problem deadlinePassed() {
        return Problem.of(ErrorCode.DEADLINE_PASSED, "The command was not taken up in time; nothing happened.");
    }

    static Problem aborted(int index) {
        return Problem.of(ErrorCode.BATCH_ABORTED, "Command " + index + " of this atomic batch was refused.");
    }

    static Problem unknown() {
        return Problem.of(
                ErrorCode.OUTCOME_UNKNOWN, "Whether this happened is not known yet. Ask again with the same key.");
    }

    static Problem problem(Rejection rejection) {
        return switch (rejection) {
            case KeyReused(List<String> differing) -> keyReused(differing);
            case Malformed(String param, String message) ->
                Problem.of(ErrorCode.PARAMETER_INVALID, message, ParamNames.of(param));
            case TargetUnknown _ ->
                Problem.of(ErrorCode.TARGET_UNKNOWN, "No such hold or transaction in this book.", "id");
            case TargetSettled _ ->
                Problem.of(
                        ErrorCode.TARGET_SETTLED,
                        "Nothing is left of it: it was captured, released or reversed.",
                        "id");
            case TargetExpired _ -> Problem.of(ErrorCode.TARGET_EXPIRED, "The hold expired.", "id");
            case TargetExceeded(long _, int leg, long remaining) ->
                Problem.of(ErrorCode.TARGET_EXCEEDED, "Leg " + leg + " has only " + remaining + " left.", "amounts")
                        .with("leg", leg)
                        .with("remaining", remaining);
            case AccountUnknown(String path) ->
                Problem.of(
                                ErrorCode.ACCOUNT_UNKNOWN,
                                "No open account and no pattern of the chart matches " + path + ".")
                        .with("path", path);
            case CurrencyNotAllowed(String path, var currency) ->
                Problem.of(ErrorCode.CURRENCY_NOT_ALLOWED, path + " may not hold " + currency + ".")
                        .with("path", path)
                        .with("currency", currency.code());
            case AccountFrozen(AccountRef account) -> about(ErrorCode.ACCOUNT_FROZEN, account, "is frozen.");
            case AccountClosed(AccountRef account) -> about(ErrorCode.ACCOUNT_CLOSED, account, "is closed.");
            case AccountNotEmpty(AccountRef account, long balance, long held) ->
                about(ErrorCode.ACCOUNT_NOT_EMPTY, account, "is not empty.")
                        .with("balance", balance)
                        .with("held", held);
            case PeriodClosed(var before) ->
                Problem.of(
                                ErrorCode.PERIOD_CLOSED,
                                "Effective times before " + before + " lie in a closed period.",
                                "effective_at")
                        .with("closed_before", before.toString());
            case PeriodNotLater(var closed) -> notLater(closed);
            case PeriodNotEarlier(var closed) -> notEarlier(closed);
            case BalanceOutOfRange(AccountRef account) ->
                about(ErrorCode.BALANCE_OUT_OF_RANGE, account, "would leave ±(2^53−1).");
            case InsufficientFunds(AccountRef account, long available, long needed) ->
                about(
                                ErrorCode.INSUFFICIENT_FUNDS,
                                account,
                                "has " + available + " available; " + needed + " is needed.")
                        .with("available", available)
                        .with("needed", needed);
            case AboveCeiling(AccountRef account, long room, long needed) ->
                about(ErrorCode.ABOVE_CEILING, account, "has room for " + room + "; " + needed + " is needed.")
                        .with("room", room)
                        .with("needed", needed);
            case Conflict(String subject) ->
                Problem.of(ErrorCode.CONFLICT, "It changed meanwhile: " + subject + ". Decide again.");
        };
    }

    private static Problem notLater(Instant closed) {
        return Problem.of(ErrorCode.PERIOD_NOT_LATER, "Periods before " + closed + " are closed already.", CLOSED)
                .with(CLOSED, closed.toString());
    }

    private static Problem notEarlier(@Nullable Instant closed) {
        return closed == null
                ? Problem.of(ErrorCode.PERIOD_NOT_EARLIER, "No period is closed.", CLOSED)
                : Problem.of(ErrorCode.PERIOD_NOT_EARLIER, "No period is closed after that time.", CLOSED)
                        .with(CLOSED, closed.toString());
    }

    private static Problem keyReused(List<String> differing) {
        List<String> params = differing.stream().map(ParamNames::of).toList();
        return Problem.of(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "This key was first used with other parameters. Different: " + String.join(", ", params)
                        + ". Use a new key for a new effect.",
                params.getFirst());
    }

    private static Problem about(ErrorCode code, AccountRef account, String what) {
        return Problem.of(code, account + " " + what)
                .with("account", account.path())
                .with("currency", account.currency().code());
    }
}
