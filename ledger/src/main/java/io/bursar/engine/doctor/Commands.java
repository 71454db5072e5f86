package io.bursar.engine.doctor;

import io.bursar.engine.AccountStatus;
import io.bursar.engine.EntryKind;
import io.bursar.engine.doctor.scan.LogRow;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Puts the rows of a command together and looks at what it did as a whole. */
final class Commands {
    private static final long RANGE = (1L << 53) - 1;
    private static final long DAY_MICROS = 86_400_000_000L;

    private final Accounts accounts;
    private final Directives directives;
    private final Targets targets;
    private final Fold fold;
    private final UpTo upTo;
    private final Findings findings;

    /** Row 0 of the command under way; 0: none. */
    private long id;

    private EntryKind kind = EntryKind.REJECTED;
    private long batch;
    private int nextLeg;
    private boolean fact;
    private long effectiveAt;
    private @Nullable ExpectedRows expected;
    private Targets.@Nullable Target made;

    private final BitSet everBeyond = new BitSet();

    long commands;
    long facts;

    Commands(Accounts accounts, Directives directives, Targets targets, Findings findings) {
        this.accounts = accounts;
        this.directives = directives;
        this.targets = targets;
        this.findings = findings;
        fold = new Fold(accounts, findings);
        upTo = new UpTo(accounts, directives, findings);
    }

    void row(LogRow row, Batches batches) {
        EntryKind rowKind = EntryKind.of(row.kind);
        if (row.leg == 0) {
            finish();
            begin(row, rowKind, batches);
        } else {
            follow(row, rowKind, batches.number());
        }
        if (rowKind.posts() || rowKind.holds()) {
            money(row, rowKind, batches.at());
        }
    }

    private void begin(LogRow row, EntryKind rowKind, Batches batches) {
        long at = batches.at();
        Detail detail = Detail.of(row, findings);
        id = row.seq;
        kind = rowKind;
        batch = batches.number();
        nextLeg = 1;
        fact = detail.flag("fact");
        effectiveAt = row.effectiveAt;
        expected = null;
        made = null;
        upTo.none();
        if (rowKind.posts() || rowKind.holds()) {
            fold.beginCommand();
            beginMoney(row, detail, at);
        } else {
            directive(row, detail, at);
        }
        if (rowKind != EntryKind.ACCOUNT_OPENED && rowKind != EntryKind.REJECTED) {
            commands++;
            facts += fact ? 1 : 0;
        }
    }

    private void beginMoney(LogRow row, Detail detail, long at) {
        switch (kind) {
            case TRANSFER -> {
                detail.allowOnly("asked");
                upTo.begin(detail, row.seq);
                made = targets.transaction(row.seq);
            }
            case HOLD -> {
                detail.allowOnly("expires", "asked");
                upTo.begin(detail, row.seq);
                made = targets.hold(row, detail, at);
            }
            case REVERSAL -> {
                detail.allowOnly("target", "taken", "asked");
                expected = targets.reversal(row, detail);
                made = targets.transaction(row.seq);
            }
            case CAPTURE_FREED -> {
                detail.allowOnly("target", "taken", "asked", "shares", "final");
                expected = targets.capture(row, detail, at);
                made = targets.transaction(row.seq);
            }
            case RELEASE -> {
                detail.allowOnly("target");
                expected = targets.release(row, detail);
            }
            case EXPIRY -> {
                detail.allowOnly("target");
                expected = targets.expiry(row, detail, at);
            }
            default -> findings.damage(Check.LEGS, row.seq, "no command begins with %s", kind);
        }
    }

    private void directive(LogRow row, Detail detail, long at) {
        switch (kind) {
            case ACCOUNT_OPENED -> directives.opened(row, detail);
            case CHART_DEFINED -> directives.chart(row, detail);
            case PERIOD_CLOSED -> directives.period(row, detail, at);
            case REJECTED -> directives.rejected(row, detail);
            default -> ofAccount(row, detail);
        }
    }

    private void ofAccount(LogRow row, Detail detail) {
        if (!accounts.isOpen(row.debit)) {
            findings.damage(Check.ACCOUNTS, row.seq, "account %d is not open yet", row.debit);
            return;
        }
        int account = (int) row.debit;
        switch (kind) {
            case LIMITS_SET -> directives.limits(row, detail, account);
            case STATUS_SET -> directives.status(row, detail, account);
            default -> directives.metadata(detail, account);
        }
        accounts.touched[account] = row.seq;
    }

    private void follow(LogRow row, EntryKind rowKind, long rowBatch) {
        if (id == 0 || row.leg != nextLeg) {
            findings.damage(Check.LEGS, row.seq, "leg %d where leg %d was due", row.leg, nextLeg);
        }
        nextLeg = row.leg + 1;
        boolean fits = rowKind == kind
                || (kind == EntryKind.CAPTURE_FREED && (rowKind == EntryKind.CAPTURE || rowKind == EntryKind.RELEASE));
        if (!fits) {
            findings.damage(Check.LEGS, row.seq, "%s in a command that began with %s", rowKind, kind);
        }
        if (rowBatch != batch) {
            findings.damage(Check.LEGS, row.seq, "its command began in batch %d, this is batch %d", batch, rowBatch);
        }
        if (row.effectiveAt != effectiveAt) {
            findings.damage(Check.EFFECTIVE_TIME, row.seq, "another effective time than the command's first row");
        }
    }

    private void money(LogRow row, EntryKind rowKind, long at) {
        effectiveTime(row, rowKind, at);
        upTo.before(row);
        if (!fold.apply(row, rowKind)) {
            return;
        }
        if (expected != null) {
            expected.compare(row, rowKind, findings);
        }
        if (made != null && (rowKind == EntryKind.HOLD || rowKind.posts())) {
            made.add(row);
        }
    }

    private void effectiveTime(LogRow row, EntryKind rowKind, long at) {
        long counts = row.effectiveAt == LogRow.NONE ? at : row.effectiveAt;
        if (counts < 0 || counts > at + DAY_MICROS) {
            findings.damage(Check.EFFECTIVE_TIME, row.seq, "counts at %d, recorded at %d", counts, at);
        }
        boolean bound = rowKind.posts() || rowKind == EntryKind.HOLD;
        if (bound && directives.closedUntil != LogRow.NONE && counts < directives.closedUntil) {
            findings.damage(Check.PERIOD, row.seq, "counts at %d, closed until %d", counts, directives.closedUntil);
        }
    }

    /** Looks at the command under way as a whole, when its last row is known to be its last. */
    void finish() {
        if (id == 0 || !(kind.posts() || kind.holds())) {
            return;
        }
        if (expected != null) {
            expected.finish(id, findings);
        }
        upTo.finish();
        for (int i = 0; i < fold.touchedCount; i++) {
            touched(fold.touched[i], fold.lowBefore[i], fold.highBefore[i]);
        }
        id = 0;
    }

    private void touched(int account, long lowBefore, long highBefore) {
        if (Math.abs(accounts.posted[account]) > RANGE
                || Math.abs(accounts.heldDebit[account]) > RANGE
                || Math.abs(accounts.heldCredit[account]) > RANGE) {
            findings.damage(Check.RANGE, id, "account %d is beyond ±(2^53−1)", account);
        }
        if (accounts.heldDebit[account] < 0 || accounts.heldCredit[account] < 0) {
            findings.damage(Check.HELD, id, "account %d holds less than nothing", account);
        }
        if (fact) {
            if (accounts.isBelowFloor(account) || accounts.isAboveCeiling(account)) {
                everBeyond.set(account);
            }
            return;
        }
        if (accounts.low(account) < lowBefore && accounts.isBelowFloor(account)) {
            findings.damage(
                    Check.LIMITS,
                    id,
                    "account %d goes from %d to %d, its floor is %d",
                    account,
                    lowBefore,
                    accounts.low(account),
                    accounts.floor[account]);
        }
        if (accounts.high(account) > highBefore && accounts.isAboveCeiling(account)) {
            findings.damage(
                    Check.LIMITS,
                    id,
                    "account %d goes from %d to %d, its ceiling is %d",
                    account,
                    highBefore,
                    accounts.high(account),
                    accounts.ceiling[account]);
        }
        boolean bound = kind != EntryKind.RELEASE && kind != EntryKind.EXPIRY;
        if (bound && accounts.status(account) != AccountStatus.OPEN) {
            findings.damage(Check.STATUS, id, "account %d is %s", account, accounts.status(account));
        }
    }

    /** Accounts that a fact took beyond a limit and that are within it now. */
    long healed() {
        return everBeyond.stream()
                .filter(account -> !accounts.isBelowFloor(account) && !accounts.isAboveCeiling(account))
                .count();
    }
}
