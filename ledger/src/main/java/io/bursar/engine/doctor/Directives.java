package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.doctor.scan.Hash;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.money.Currency;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows that move nothing: accounts opened, limits, status, metadata, the chart, closed periods. */
final class Directives {
    private final Accounts accounts;
    private final Findings findings;
    Charts chart = Charts.EMPTY;
    /** Microseconds; {@link LogRow#NONE}: all periods are open. */
    long closedUntil = LogRow.NONE;
    /** Last row that changed what {@code ledger.setting} holds. */
    long changed;

    Directives(Accounts accounts, Findings findings) {
        this.accounts = accounts;
        this.findings = findings;
    }

    void opened(LogRow row, Detail detail) {
        detail.allowOnly("path", "currency", "kind", "floor", "ceiling");
        String path = detail.requiredText("path");
        String currency = detail.requiredText("currency");
        AccountKind kind = RowForm.accountKind(detail.requiredText("kind"));
        long floor = detail.number("floor");
        long ceiling = detail.number("ceiling");
        if (row.debit != accounts.count + 1) {
            findings.damage(Check.OPENINGS, row.seq, "opens account %d after %d", row.debit, accounts.count);
        }
        if (!AccountRef.isWellFormed(path) || !Currency.isWellFormed(currency)) {
            findings.damage(Check.OPENINGS, row.seq, "no path and currency: %s, %s", path, currency);
        }
        if (kind == null) {
            findings.damage(Check.OPENINGS, row.seq, "no kind of account: %s", detail.requiredText("kind"));
            kind = AccountKind.ASSET;
        }
        Charts.Pattern pattern = chart.find(path);
        if (pattern == null) {
            findings.damage(Check.OPENINGS, row.seq, "no pattern of the chart matches %s", path);
        } else if (pattern.kind() != kind || pattern.floor() != floor || pattern.ceiling() != ceiling) {
            findings.damage(
                    Check.OPENINGS, row.seq, "%s is opened otherwise than the chart's %s says", path, pattern.path());
        } else if (!pattern.allows(currency)) {
            findings.damage(Check.OPENINGS, row.seq, "%s is opened in %s, which the chart forbids", path, currency);
        }
        while (accounts.count < row.debit - 1 && row.debit - accounts.count < 1_000) {
            accounts.open(new Accounts.Opening(row.seq, "?" + accounts.count, currency, kind, floor, ceiling));
        }
        if (row.debit == accounts.count + 1) {
            accounts.open(new Accounts.Opening(row.seq, path, currency, kind, floor, ceiling));
        }
        changed = row.seq;
    }

    void limits(LogRow row, Detail detail, int account) {
        detail.allowOnly("floor", "ceiling");
        accounts.floor[account] = detail.number("floor");
        accounts.ceiling[account] = detail.number("ceiling");
        boolean beyond = accounts.isBelowFloor(account) || accounts.isAboveCeiling(account);
        if (beyond && !detail.flag("fact")) {
            findings.damage(
                    Check.LIMITS, row.seq, "the new limits of account %d do not hold, and it is no fact", account);
        }
    }

    void status(LogRow row, Detail detail, int account) {
        detail.allowOnly("status");
        AccountStatus status = status(detail.requiredText("status"));
        if (status == null) {
            findings.damage(Check.DETAIL, row.seq, "no status: %s", detail.requiredText("status"));
            return;
        }
        boolean empty =
                accounts.posted[account] == 0 && accounts.heldDebit[account] == 0 && accounts.heldCredit[account] == 0;
        if (status == AccountStatus.CLOSED && !empty && !detail.flag("fact")) {
            findings.damage(Check.STATUS, row.seq, "account %d was closed though it was not empty", account);
        }
        accounts.status(account, status);
    }

    void metadata(Detail detail, int account) {
        detail.allowOnly("entries");
        accounts.metadata[account] = Hash.of(detail.map("entries"));
    }

    void chart(LogRow row, Detail detail) {
        detail.allowOnly("patterns", "asked");
        chart = Charts.read(detail.list("patterns"), row.seq, findings);
        if (chart.patterns().isEmpty()) {
            findings.damage(Check.DETAIL, row.seq, "a chart without patterns");
        }
        changed = row.seq;
    }

    void period(LogRow row, Detail detail, long at) {
        detail.allowOnly("before");
        closedUntil = detail.number("before");
        if (closedUntil != LogRow.NONE && closedUntil > at) {
            findings.damage(Check.PERIOD, row.seq, "closes the future: before %d, at %d", closedUntil, at);
        }
        changed = row.seq;
    }

    private static @Nullable AccountStatus status(String name) {
        for (AccountStatus status : AccountStatus.values()) {
            if (Objects.equals(status.name().toLowerCase(Locale.ROOT), name)) {
                return status;
            }
        }
        return null;
    }
}
