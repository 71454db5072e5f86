package io.bursar.engine.log;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Outcome;
import io.bursar.money.Currency;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Business rejections as a detail remembers them. */
public final class RejectionDetail {
    private RejectionDetail() {}

    /** The outcome and its fields; the caller adds the body. */
    public static Map<String, Object> toDetail(Outcome.Rejection rejection) {
        Map<String, Object> detail = new LinkedHashMap<>();
        switch (rejection) {
            case Outcome.TargetUnknown unknown -> name(detail, "target_unknown").put("target", unknown.target());
            case Outcome.TargetSettled settled -> name(detail, "target_settled").put("target", settled.target());
            case Outcome.TargetExpired expired -> name(detail, "target_expired").put("target", expired.target());
            case Outcome.TargetExceeded exceeded -> {
                name(detail, "target_exceeded").put("target", exceeded.target());
                detail.put("leg", exceeded.leg());
                detail.put("remaining", exceeded.remaining());
            }
            case Outcome.AccountUnknown unknown ->
                name(detail, "account_unknown").put("path", unknown.path());
            case Outcome.CurrencyNotAllowed not -> {
                name(detail, "currency_not_allowed").put("path", not.path());
                detail.put("currency", not.currency().code());
            }
            case Outcome.AccountFrozen frozen -> account(name(detail, "account_frozen"), frozen.account());
            case Outcome.AccountClosed closed -> account(name(detail, "account_closed"), closed.account());
            case Outcome.AccountNotEmpty full -> {
                account(name(detail, "account_not_empty"), full.account());
                detail.put("balance", full.balance());
                detail.put("held", full.held());
            }
            case Outcome.PeriodClosed closed -> name(detail, "period_closed").put("before", Micros.of(closed.before()));
            case Outcome.PeriodNotLater(var closed) -> closedBefore(name(detail, "period_not_later"), closed);
            case Outcome.PeriodNotEarlier(var closed) -> closedBefore(name(detail, "period_not_earlier"), closed);
            case Outcome.BalanceOutOfRange range -> account(name(detail, "balance_out_of_range"), range.account());
            case Outcome.InsufficientFunds funds -> {
                account(name(detail, "insufficient_funds"), funds.account());
                detail.put("available", funds.available());
                detail.put("needed", funds.needed());
            }
            case Outcome.AboveCeiling above -> {
                account(name(detail, "above_ceiling"), above.account());
                detail.put("room", above.room());
                detail.put("needed", above.needed());
            }
            case Outcome.KeyReused reused -> throw new IllegalArgumentException("never recorded: " + reused);
            case Outcome.Malformed malformed -> throw new IllegalArgumentException("never recorded: " + malformed);
            case Outcome.Conflict conflict -> throw new IllegalArgumentException("never recorded: " + conflict);
        }
        return detail;
    }

    private static Map<String, Object> name(Map<String, Object> detail, String outcome) {
        detail.put("outcome", outcome);
        return detail;
    }

    private static void closedBefore(Map<String, Object> detail, @Nullable Instant closed) {
        if (closed != null) {
            detail.put("before", Micros.of(closed));
        }
    }

    private static void account(Map<String, Object> detail, AccountRef account) {
        detail.put("path", account.path());
        detail.put("currency", account.currency().code());
    }

    /** @throws IllegalStateException when the detail is of no known outcome: the log was damaged */
    public static Outcome.Rejection fromDetail(Map<String, Object> detail) {
        String outcome = (String) detail.get("outcome");
        return switch (outcome == null ? "" : outcome) {
            case "target_unknown" -> new Outcome.TargetUnknown(number(detail, "target"));
            case "target_settled" -> new Outcome.TargetSettled(number(detail, "target"));
            case "target_expired" -> new Outcome.TargetExpired(number(detail, "target"));
            case "target_exceeded" ->
                new Outcome.TargetExceeded(
                        number(detail, "target"), (int) number(detail, "leg"), number(detail, "remaining"));
            case "account_unknown" -> new Outcome.AccountUnknown(text(detail, "path"));
            case "currency_not_allowed" ->
                new Outcome.CurrencyNotAllowed(text(detail, "path"), Currency.of(text(detail, "currency")));
            case "account_frozen" -> new Outcome.AccountFrozen(account(detail));
            case "account_closed" -> new Outcome.AccountClosed(account(detail));
            case "account_not_empty" ->
                new Outcome.AccountNotEmpty(account(detail), number(detail, "balance"), number(detail, "held"));
            case "period_closed" -> new Outcome.PeriodClosed(Micros.toInstant(number(detail, "before")));
            case "period_not_later" -> new Outcome.PeriodNotLater(Micros.toInstant(number(detail, "before")));
            case "period_not_earlier" ->
                new Outcome.PeriodNotEarlier(
                        detail.containsKey("before") ? Micros.toInstant(number(detail, "before")) : null);
            case "balance_out_of_range" -> new Outcome.BalanceOutOfRange(account(detail));
            case "insufficient_funds" ->
                new Outcome.InsufficientFunds(account(detail), number(detail, "available"), number(detail, "needed"));
            case "above_ceiling" ->
                new Outcome.AboveCeiling(account(detail), number(detail, "room"), number(detail, "needed"));
            default -> throw new IllegalStateException("unknown rejection " + List.of(detail));
        };
    }

    private static AccountRef account(Map<String, Object> detail) {
        return AccountRef.of(text(detail, "path"), text(detail, "currency"));
    }

    private static long number(Map<String, Object> detail, String name) {
        return (Long) java.util.Objects.requireNonNull(detail.get(name), name);
    }

    private static String text(Map<String, Object> detail, String name) {
        return (String) java.util.Objects.requireNonNull(detail.get(name), name);
    }
}
