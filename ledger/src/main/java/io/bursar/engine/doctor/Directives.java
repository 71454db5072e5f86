package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.doctor.scan.Hash;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.money.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows that move nothing: accounts opened, limits, status, metadata, the chart, closed periods, rejections. */
final class Directives {
    private static final List<String> TARGET = List.of("target");
    private static final List<String> ACCOUNT = List.of("path", "currency");

    /** The outcomes that may be recorded, and their fields. */
    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry("target_unknown", TARGET),
            Map.entry("target_settled", TARGET),
            Map.entry("target_expired", TARGET),
            Map.entry("target_exceeded", List.of("target", "leg", "remaining")),
            Map.entry("account_unknown", List.of("path")),
            Map.entry("currency_not_allowed", ACCOUNT),
            Map.entry("account_frozen", ACCOUNT),
            Map.entry("account_closed", ACCOUNT),
            Map.entry("account_not_empty", List.of("path", "currency", "balance", "held")),
            Map.entry("period_closed", List.of("before")),
            Map.entry("period_not_later", List.of("before")),
            Map.entry("period_not_earlier", List.of()),
            Map.entry("balance_out_of_range", ACCOUNT),
            Map.entry("insufficient_funds", List.of("path", "currency", "available", "needed")),
            Map.entry("above_ceiling", List.of("path", "currency", "room", "needed")));

    private final Accounts accounts;
    private final Findings findings;
    Charts chart = Charts.EMPTY;
    /** Microseconds; {@link LogRow#NONE}: all periods are open. */
    long closedUntil = LogRow.NONE;
    /** Last row that changed the chart or the closed periods. */
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
        detail.allowOnly("before", "reopens");
        long closed = closedUntil;
        closedUntil = detail.number("before");
        boolean goesBack = closed != LogRow.NONE && (closedUntil == LogRow.NONE || closedUntil < closed);
        boolean staysThere = closedUntil == closed;
        if (staysThere || goesBack != detail.has("reopens")) {
            findings.damage(
                    Check.PERIOD,
                    row.seq,
                    "%s: closed until %d, then %d",
                    detail.has("reopens") ? "a reopening that opens nothing" : "a close that is not later",
                    closed,
                    closedUntil);
        }
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

    void rejected(LogRow row, Detail detail) {
        if (row.key == null) {
            findings.damage(Check.REJECTIONS, row.seq, "a rejection was recorded without a key");
        }
        if (!(detail.map("body").get("type") instanceof String)) {
            findings.damage(Check.REJECTIONS, row.seq, "the refused body is missing or has no type");
        }
        String outcome = detail.requiredText("outcome");
        List<String> fields = FIELDS.get(outcome);
        if (fields == null) {
            findings.damage(Check.REJECTIONS, row.seq, "\"%s\" is no outcome that is recorded", outcome);
            return;
        }
        for (String field : fields) {
            if (!detail.has(field)) {
                findings.damage(Check.REJECTIONS, row.seq, "%s lacks %s", outcome, field);
            }
        }
    }
}
