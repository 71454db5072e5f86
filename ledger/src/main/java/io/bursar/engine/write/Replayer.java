package io.bursar.engine.write;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.evaluate.FreshClaims;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.StoredCommand;
import io.bursar.engine.state.AccountOpening;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.ChartMatcher;
import io.bursar.engine.state.Claim;
import io.bursar.engine.state.Settings;
import io.bursar.money.Currency;
import io.bursar.money.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Does to the state what rows of the log say: the tail at start-up, and what other nodes wrote. What an account, claim
 * or setting loaded from a checkpoint already includes is skipped by its own seq.
 */
final class Replayer {
    private final BookState state;
    private final LogMemory memory;
    private final Accounts accounts;
    private final StoredCommand commands;

    Replayer(BookState state) {
        this.state = state;
        this.memory = state.memory();
        this.accounts = state.accounts();
        this.commands = new StoredCommand(memory, accounts::ref);
    }

    /** Applies one row; accounts and targets that it names are in memory. */
    void apply(long position) {
        EntryKind kind = EntryKind.of(memory.kind(position));
        long seq = memory.seq(position);
        if (kind.posts() || kind.holds()) {
            money(position, kind, seq);
            if (memory.leg(position) == 0) {
                claim(position, kind, seq);
            }
        } else {
            directive(position, kind, seq);
        }
        if (memory.hasKey(position)) {
            state.addKey(memory.keyHash(position), position);
        }
    }

    private void money(long position, EntryKind kind, long seq) {
        int debit = memory.debit(position);
        Accounts.Columns working = accounts.page(debit).working;
        int at = Accounts.at(debit);
        if (working.seq[at] < seq) {
            state.touch(debit);
            if (kind.posts()) {
                working.posted[at] = memory.debitBalance(position);
            } else {
                working.heldDebit[at] = memory.debitBalance(position);
            }
            working.lastRow[at] = seq;
            working.seq[at] = seq;
        }
        int credit = memory.credit(position);
        working = accounts.page(credit).working;
        at = Accounts.at(credit);
        if (working.seq[at] < seq) {
            state.touch(credit);
            if (kind.posts()) {
                working.posted[at] = memory.creditBalance(position);
            } else {
                working.heldCredit[at] = memory.creditBalance(position);
            }
            working.lastRow[at] = seq;
            working.seq[at] = seq;
        }
    }

    private void claim(long position, EntryKind kind, long seq) {
        if (kind == EntryKind.TRANSFER) {
            return;
        }
        Map<String, Object> detail = Json.parse(memory.detail(position));
        if (kind == EntryKind.HOLD) {
            if (state.claim(seq) == null) {
                state.putClaim(hold(position, detail));
            }
            return;
        }
        long target = (Long) java.util.Objects.requireNonNull(detail.get("target"));
        Claim claim = state.claim(target);
        if (claim == null && kind == EntryKind.REVERSAL) {
            claim = FreshClaims.ofTransaction(memory, LedgerId.position(target));
        }
        if (claim == null) {
            throw new Invariant.Violation("row " + position + " names the target " + target + " that is not loaded");
        }
        if (claim.seq() < seq) {
            state.putClaim(after(claim, kind, detail, seq));
        }
    }

    private Claim hold(long position, Map<String, Object> detail) {
        List<Long> rows = new ArrayList<>();
        long end = commands.end(position);
        for (long row = position; row < end; row++) {
            rows.add(row);
        }
        Object expires = detail.get("expires");
        return FreshClaims.ofHold(memory, rows, expires == null ? Claim.NEVER : (Long) expires);
    }

    private static Claim after(Claim claim, EntryKind kind, Map<String, Object> detail, long seq) {
        return switch (kind) {
            case RELEASE -> claim.end(Claim.State.RELEASED, seq);
            case EXPIRY -> claim.end(Claim.State.EXPIRED, seq);
            case REVERSAL -> claim.take(StoredCommand.longs(detail.get("taken")), 0, Claim.State.OPEN, seq);
            default -> {
                Object shares = detail.get("shares");
                int sharesNow = shares == null ? claim.shares() : ((Long) shares).intValue();
                Claim taken = claim.take(StoredCommand.longs(detail.get("taken")), sharesNow, Claim.State.OPEN, seq);
                boolean last = detail.containsKey("final");
                Claim.State end =
                        taken.isUsedUp() ? Claim.State.CAPTURED : last ? Claim.State.RELEASED : Claim.State.OPEN;
                yield taken.end(end, seq);
            }
        };
    }

    private void directive(long position, EntryKind kind, long seq) {
        Map<String, Object> detail = Json.parse(memory.detail(position));
        int account = memory.debit(position);
        switch (kind) {
            case ACCOUNT_OPENED -> {
                if (!accounts.isInMemory(account)) {
                    state.openAccount(opening(account, detail, seq));
                }
            }
            case LIMITS_SET -> {
                if (isNews(account, seq)) {
                    state.setLimits(account, floor(detail), ceiling(detail));
                }
            }
            case STATUS_SET -> {
                if (isNews(account, seq)) {
                    String status = (String) java.util.Objects.requireNonNull(detail.get("status"));
                    state.setStatus(
                            account,
                            AccountStatus.valueOf(status.toUpperCase(Locale.ROOT))
                                    .ordinal());
                }
            }
            case METADATA_SET -> {
                if (isNews(account, seq)) {
                    Map<String, String> entries = StoredCommand.strings(detail.get("entries"));
                    state.setMetadata(account, entries.isEmpty() ? null : Json.write(entries));
                }
            }
            case CHART_DEFINED -> {
                if (state.settings().seq() < seq) {
                    Object patterns = java.util.Objects.requireNonNull(detail.get("patterns"));
                    ChartMatcher chart = new ChartMatcher(ChartMatcher.fromDetail(patterns));
                    state.setSettings(new Settings(chart, state.settings().closedUntil(), seq));
                }
            }
            case PERIOD_CLOSED -> {
                if (state.settings().seq() < seq) {
                    Object before = detail.get("before");
                    long closedUntil = before == null ? Settings.ALL_OPEN : (Long) before;
                    state.setSettings(new Settings(state.settings().chart(), closedUntil, seq));
                }
            }
            case REJECTED -> {}
            case TRANSFER, REVERSAL, CAPTURE, HOLD, CAPTURE_FREED, RELEASE, EXPIRY ->
                throw new IllegalArgumentException(kind + " moves money");
        }
    }

    /** Whether the account does not yet include the row; if so, notes that it will. */
    private boolean isNews(int account, long seq) {
        Accounts.Columns working = accounts.page(account).working;
        int at = Accounts.at(account);
        if (working.seq[at] >= seq) {
            return false;
        }
        state.touch(account);
        working.seq[at] = seq;
        return true;
    }

    private static AccountOpening opening(int number, Map<String, Object> detail, long seq) {
        String kind = (String) java.util.Objects.requireNonNull(detail.get("kind"));
        return new AccountOpening(
                number,
                (String) java.util.Objects.requireNonNull(detail.get("path")),
                Currency.of((String) java.util.Objects.requireNonNull(detail.get("currency"))),
                AccountKind.valueOf(kind.toUpperCase(Locale.ROOT)),
                floor(detail),
                ceiling(detail),
                seq);
    }

    private static long floor(Map<String, Object> detail) {
        Object floor = detail.get("floor");
        return floor == null ? Accounts.NO_FLOOR : (Long) floor;
    }

    private static long ceiling(Map<String, Object> detail) {
        Object ceiling = detail.get("ceiling");
        return ceiling == null ? Accounts.NO_CEILING : (Long) ceiling;
    }
}
