package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.doctor.scan.LogRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands with legs that take what is there: which rows follow from the legs as asked and the balances before. */
final class UpTo {
    private final Accounts accounts;
    private final Directives directives;
    private final Findings findings;
    private final List<AskedLeg> legs = new ArrayList<>();
    private int nextLeg;
    private long shortfall;
    private boolean active;
    private long command;

    UpTo(Accounts accounts, Directives directives, Findings findings) {
        this.accounts = accounts;
        this.directives = directives;
        this.findings = findings;
    }

    private record AskedLeg(
            String debit, String credit, @Nullable String rest, long amount, String currency, boolean upTo) {}

    private record Due(String debit, String credit, String currency, long amount) {}

    void none() {
        active = false;
    }

    /** Begins a command whose detail may tell what was asked. */
    void begin(Detail detail, long seq) {
        active = detail.has("asked");
        if (!active) {
            return;
        }
        command = seq;
        legs.clear();
        nextLeg = 0;
        shortfall = 0;
        Map<?, ?> asked = detail.map("asked");
        for (int i = 0; asked.containsKey("legs[" + i + "].debit"); i++) {
            legs.add(leg(asked, "legs[" + i + "]."));
        }
        if (legs.stream().noneMatch(AskedLeg::upTo)) {
            findings.damage(Check.UP_TO, seq, "the legs as asked are kept, but none is up to an amount");
        }
    }

    private AskedLeg leg(Map<?, ?> asked, String prefix) {
        return new AskedLeg(
                text(asked, prefix + "debit"),
                text(asked, prefix + "credit"),
                asked.get(prefix + "rest") instanceof String rest ? rest : null,
                number(text(asked, prefix + "amount")),
                text(asked, prefix + "currency"),
                "up_to".equals(asked.get(prefix + "extent")));
    }

    private String text(Map<?, ?> asked, String name) {
        if (asked.get(name) instanceof String text) {
            return text;
        }
        findings.damage(Check.DETAIL, command, "asked lacks %s", name);
        return "";
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** Compares a row that is about to be folded. */
    void before(LogRow row) {
        if (!active || !accounts.isOpen(row.debit) || !accounts.isOpen(row.credit)) {
            return;
        }
        Due due = next();
        boolean asDue = due != null
                && due.amount() == row.amount
                && accounts.name[(int) row.debit] == Accounts.nameHash(due.debit(), due.currency())
                && accounts.name[(int) row.credit] == Accounts.nameHash(due.credit(), due.currency());
        if (!asDue) {
            active = false;
            findings.damage(
                    Check.UP_TO,
                    row.seq,
                    "should be %s, is %d from account %d to %d",
                    due == null ? "nothing more" : due,
                    row.amount,
                    row.debit,
                    row.credit);
        }
    }

    /** The command has no more rows. */
    void finish() {
        Due due = active ? next() : null;
        if (due != null) {
            findings.damage(Check.UP_TO, command, "lacks a row: %s", due);
        }
        active = false;
    }

    private @Nullable Due next() {
        while (shortfall > 0 || nextLeg < legs.size()) {
            if (shortfall > 0) {
                AskedLeg leg = legs.get(nextLeg - 1);
                long amount = shortfall;
                shortfall = 0;
                if (leg.rest() != null) {
                    return new Due(leg.rest(), leg.credit(), leg.currency(), amount);
                }
            } else {
                AskedLeg leg = legs.get(nextLeg++);
                long taken = leg.upTo() ? Math.min(leg.amount(), Math.max(0, canGive(leg))) : leg.amount();
                shortfall = leg.amount() - taken;
                if (taken > 0) {
                    return new Due(leg.debit(), leg.credit(), leg.currency(), taken);
                }
            }
        }
        return null;
    }

    private long canGive(AskedLeg leg) {
        int account = accounts.find(Accounts.nameHash(leg.debit(), leg.currency()));
        if (account == 0) {
            return unopened(directives.chart.find(leg.debit()));
        }
        if (accounts.kind(account).normalSide() == NormalSide.CREDIT) {
            return left(accounts.low(account), accounts.floor[account]);
        }
        return accounts.ceiling[account] == LogRow.NONE
                ? Long.MAX_VALUE
                : accounts.ceiling[account] - accounts.high(account);
    }

    private static long unopened(Charts.@Nullable Pattern pattern) {
        if (pattern == null || pattern.kind() == null) {
            return 0;
        }
        if (pattern.kind().normalSide() == NormalSide.CREDIT) {
            return left(0, pattern.floor());
        }
        return pattern.ceiling() == LogRow.NONE ? Long.MAX_VALUE : pattern.ceiling();
    }

    private static long left(long low, long floor) {
        return floor == LogRow.NONE ? Long.MAX_VALUE : low - floor;
    }
}
