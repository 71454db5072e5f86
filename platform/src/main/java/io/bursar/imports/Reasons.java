package io.bursar.imports;

import io.bursar.engine.Outcome;

/** Why the ledger refused a row, for people. */
final class Reasons {
    private Reasons() {}

    static String of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.KeyReused(var differing) ->
                "this id of this source was booked before with other content (" + String.join(", ", differing)
                        + "). If this file is of another source, name it: --source";
            case Outcome.Malformed(String param, String message) -> param + ": " + message;
            case Outcome.InsufficientFunds(var account, long available, long needed) ->
                account + " has " + available + " available and needs " + needed
                        + " (minor units): somebody else took from it. Import again once it has the money";
            case Outcome.AccountFrozen(var account) -> account + " is frozen. Import again once it is open";
            case Outcome.AccountClosed(var account) -> account + " is closed";
            case Outcome.PeriodClosed(var before) -> "its time is in a period that was closed, before " + before;
            case Outcome.AccountUnknown(String path) -> "no pattern of the chart of accounts matches " + path;
            case Outcome.CurrencyNotAllowed(String path, var currency) ->
                "the chart of accounts does not allow " + currency + " for " + path;
            case Outcome.Rejection other -> other.toString();
            case Outcome other -> other.toString();
        };
    }
}
