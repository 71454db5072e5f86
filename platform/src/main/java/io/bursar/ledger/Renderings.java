package io.bursar.ledger;

import io.bursar.api.JsonOut;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.AsOf;
import io.bursar.engine.BalanceAt;
import io.bursar.engine.Chart;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.HoldView.HeldLeg;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerId;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.Statement;
import io.bursar.engine.Terms;
import io.bursar.engine.TransactionView;
import io.bursar.engine.TransactionView.LegView;
import io.bursar.engine.TrialBalance;
import io.bursar.money.Currency;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The ledger's objects as JSON. */
public final class Renderings {
    private Renderings() {}

    public static void transaction(JsonOut out, TransactionView view) {
        out.text("id", id(view.id(), Ids::transaction))
                .text("object", "transaction")
                .text("type", lower(view.kind()));
        Long target = view.target();
        boolean reverses = view.kind() == EntryKind.REVERSAL;
        out.text("hold", target == null || reverses ? null : Ids.hold(target))
                .text("reverses", target == null || !reverses ? null : Ids.transaction(target))
                .list("legs", view.legs(), Renderings::leg)
                .flag("fact", view.right() == Terms.Right.FACT);
        times(out, view.recordedAt(), view.effectiveAt());
        remarks(out, view.key(), view.reference(), view.metadata());
    }

    private static void leg(JsonOut out, LegView leg) {
        sides(out, leg.debit(), leg.credit())
                .integer("amount", leg.amount())
                .integer("debit_balance", leg.debitBalance())
                .integer("credit_balance", leg.creditBalance());
    }

    private static JsonOut sides(JsonOut out, AccountRef debit, AccountRef credit) {
        return out.text("debit", debit.path())
                .text("credit", credit.path())
                .text("currency", debit.currency().code());
    }

    public static void hold(JsonOut out, HoldView view) {
        out.text("id", id(view.id(), Ids::hold))
                .text("object", "hold")
                .text("status", lower(view.status()))
                .list("legs", view.legs(), Renderings::heldLeg)
                .time("expires_at", view.expiresAt())
                .integer("created", view.recordedAt().getEpochSecond())
                .time("recorded_at", view.recordedAt());
        remarks(out, view.key(), view.reference(), view.metadata());
    }

    /** A hold as it was when it was made, whatever became of it since: the first answer, and every replay of it. */
    public static void newHold(JsonOut out, TransactionView made) {
        List<HeldLeg> legs = made.legs().stream()
                .map(leg -> new HeldLeg(leg.debit(), leg.credit(), leg.amount(), 0, leg.amount()))
                .toList();
        hold(
                out,
                new HoldView(
                        made.id(),
                        HoldView.Status.OPEN,
                        legs,
                        made.expiresAt(),
                        made.recordedAt(),
                        made.key(),
                        made.reference(),
                        made.metadata()));
    }

    private static void heldLeg(JsonOut out, HeldLeg leg) {
        sides(out, leg.debit(), leg.credit())
                .integer("amount", leg.amount())
                .integer("captured", leg.captured())
                .integer("released", leg.released())
                .integer("remaining", leg.remaining());
    }

    public static void account(JsonOut out, AccountView view) {
        out.text("id", id(view.id(), Ids::account)).text("object", "account");
        ref(out, view.ref())
                .text("kind", lower(view.kind()))
                .text("status", lower(view.status()))
                .integer("posted", view.posted())
                .integer("held_out", view.heldOut())
                .integer("held_in", view.heldIn())
                .integer("available", view.available())
                .integer("floor", view.floor())
                .integer("ceiling", view.ceiling())
                .flag("beyond_limits", view.isBeyondLimits())
                .texts("metadata", view.metadata());
    }

    public static void balance(JsonOut out, AccountView view) {
        out.text("object", "balance").text("account", Ids.account(view.id()));
        ref(out, view.ref())
                .integer("posted", view.posted())
                .integer("held_out", view.heldOut())
                .integer("held_in", view.heldIn())
                .integer("available", view.available());
    }

    private static JsonOut ref(JsonOut out, AccountRef ref) {
        return out.text("path", ref.path()).text("currency", ref.currency().code());
    }

    public static void entry(JsonOut out, HistoryEntry entry) {
        out.text("id", Ids.entry(entry.seq(), entry.side()))
                .text("object", "entry")
                .text("type", lower(entry.kind()))
                .text("transaction", Ids.command(entry.transaction(), entry.kind()))
                .text("side", lower(entry.side()))
                .integer("change", entry.change())
                .integer("balance", entry.balance())
                .text("currency", entry.counterparty().currency().code())
                .text("counterparty", entry.counterparty().path());
        times(out, entry.recordedAt(), entry.effectiveAt());
        out.text("reference", entry.reference());
    }

    public static void chart(JsonOut out, Chart chart) {
        out.text("object", "chart").list("patterns", chart.patterns(), Renderings::pattern);
    }

    private static void pattern(JsonOut out, Chart.Pattern pattern) {
        out.text("path", pattern.path())
                .text("kind", lower(pattern.kind()))
                .texts(
                        "currencies",
                        pattern.currencies().stream().map(Currency::code).toList())
                .integer("floor", pattern.floor())
                .integer("ceiling", pattern.ceiling());
    }

    /** @param asOf null: all times, holds included */
    public static void trialBalance(JsonOut out, TrialBalance balance, @Nullable AsOf asOf) {
        out.text("object", "trial_balance").flag("balanced", balance.isBalanced());
        totals(out, balance, asOf);
    }

    public static void balanceSum(JsonOut out, String group, TrialBalance sum, @Nullable AsOf asOf) {
        out.text("object", "balance_sum").text("path", group);
        totals(out, sum, asOf);
    }

    private static void totals(JsonOut out, TrialBalance sums, @Nullable AsOf asOf) {
        out.time("as_of", asOf == null ? null : time(asOf))
                .text("known_at", known(sums.asOf()))
                .list("lines", sums.lines(), asOf == null ? Renderings::line : Renderings::lineAsOf);
    }

    private static @Nullable Instant time(AsOf asOf) {
        return asOf.effective().equals(AsOf.END_OF_TIME) ? null : asOf.effective();
    }

    private static @Nullable String known(long seq) {
        return LedgerId.position(seq) == 0 ? null : Ids.transaction(seq);
    }

    public static void balanceAt(JsonOut out, BalanceAt balance) {
        out.text("object", "balance_at").text("account", Ids.account(balance.account()));
        ref(out, balance.ref())
                .text("kind", lower(balance.kind()))
                .time("as_of", time(balance.asOf()))
                .text("known_at", known(balance.asOf().known()))
                .integer("posted", balance.posted())
                .integer("debits", balance.debits())
                .integer("credits", balance.credits());
    }

    /** Without its movements. */
    public static void statement(JsonOut out, Statement statement) {
        out.text("object", "statement").text("account", Ids.account(statement.account()));
        ref(out, statement.ref())
                .text("kind", lower(statement.kind()))
                .time("from", statement.from())
                .time("to", statement.to())
                .text("known_at", known(statement.known()))
                .integer("opening", statement.opening())
                .integer("in", statement.in())
                .integer("out", statement.out())
                .integer("closing", statement.closing());
    }

    public static void period(JsonOut out, PeriodClose close, PeriodClose.Effect effect) {
        out.text("id", id(close.id(), Ids::period))
                .text("object", "period")
                .text("effect", lower(effect))
                .time("closed_before", close.before())
                .integer("created", close.recordedAt().getEpochSecond())
                .time("recorded_at", close.recordedAt())
                .integer(
                        "caller",
                        close.key() == null ? null : (long) close.key().caller());
        remarks(out, close.key(), close.reference(), close.metadata());
    }

    private static void line(JsonOut out, TrialBalance.Line line) {
        posted(out, line).integer("held_debits_minus_credits", line.heldDebitsMinusCredits());
    }

    /** What is held has no effective time. */
    private static void lineAsOf(JsonOut out, TrialBalance.Line line) {
        posted(out, line).integer("held_debits_minus_credits", null);
    }

    private static JsonOut posted(JsonOut out, TrialBalance.Line line) {
        return out.text("currency", line.currency().code())
                .text("kind", lower(line.kind()))
                .integer("accounts", line.accounts())
                .integer("balance", line.balance())
                .integer("debits_minus_credits", line.debitsMinusCredits());
    }

    private static void times(JsonOut out, Instant recordedAt, Instant effectiveAt) {
        out.integer("created", recordedAt.getEpochSecond())
                .time("recorded_at", recordedAt)
                .time("effective_at", effectiveAt);
    }

    private static void remarks(
            JsonOut out, @Nullable Key key, @Nullable String reference, Map<String, String> metadata) {
        boolean chosenOutside = key != null && key.origin() == Key.Origin.EXTERNAL;
        out.text("idempotency_key", chosenOutside ? Objects.requireNonNull(key).text() : null)
                .text("reference", reference)
                .texts("metadata", metadata);
    }

    /** Null for what a dry run foresees: nothing has an id yet. */
    private static @Nullable String id(long number, LongFunction<String> form) {
        return number == 0 ? null : form.apply(number);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
