package io.bursar.engine.evaluate;

import io.bursar.engine.EntryKind;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.state.AccountOpening;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Appends rows to the log's memory and does to the accounts what the rows say. */
final class RowAppender {
    private final BookState state;
    private final LogMemory memory;
    private final Accounts accounts;

    RowAppender(BookState state) {
        this.state = state;
        this.memory = state.memory();
        this.accounts = state.accounts();
    }

    /** A row that moves or holds money. @param row of the plan, which is also the leg */
    void money(Plan plan, int row, long effectiveAt) {
        EntryKind kind = plan.kind(row);
        long amount = plan.amount(row);
        long position = memory.append(kind.code(), row);
        memory.setMoney(position, plan.debit(row), plan.credit(row), amount);
        if (effectiveAt != LogMemory.NO_TIME) {
            memory.setEffectiveAt(position, effectiveAt);
        }
        debit(position, kind, plan.debit(row), amount);
        credit(position, kind, plan.credit(row), amount);
    }

    // Two methods, and not one with a switch: small enough for the compiler to inline on the way of every row.

    private void debit(long position, EntryKind kind, int account, long amount) {
        state.touch(account);
        Accounts.Columns working = accounts.page(account).working;
        int at = Accounts.at(account);
        long balance = kind.posts() ? (working.posted[at] += amount) : (working.heldDebit[at] += held(kind, amount));
        memory.setDebitSide(position, balance, working.lastRow[at]);
        long seq = memory.seq(position);
        working.lastRow[at] = seq;
        working.seq[at] = seq;
    }

    private void credit(long position, EntryKind kind, int account, long amount) {
        state.touch(account);
        Accounts.Columns working = accounts.page(account).working;
        int at = Accounts.at(account);
        long balance = kind.posts() ? (working.posted[at] -= amount) : (working.heldCredit[at] += held(kind, amount));
        memory.setCreditSide(position, balance, working.lastRow[at]);
        long seq = memory.seq(position);
        working.lastRow[at] = seq;
        working.seq[at] = seq;
    }

    private static long held(EntryKind kind, long amount) {
        return kind == EntryKind.HOLD ? amount : -amount;
    }

    /** Opens an account with a row of its own. @return its number */
    int open(Plan.Opening planned) {
        int number = accounts.count() + 1;
        long position = memory.append(EntryKind.ACCOUNT_OPENED.code(), 0);
        memory.setMoney(position, number, 0, 0);
        AccountOpening opening = Plan.opening(planned, number, memory.seq(position));
        state.openAccount(opening);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("path", opening.path());
        detail.put("currency", opening.currency().code());
        detail.put("kind", opening.kind().name().toLowerCase(Locale.ROOT));
        if (opening.floor() != Accounts.NO_FLOOR) {
            detail.put("floor", opening.floor());
        }
        if (opening.ceiling() != Accounts.NO_CEILING) {
            detail.put("ceiling", opening.ceiling());
        }
        memory.setDetail(position, Json.write(detail));
        return number;
    }

    /** A row that moves nothing. @param account number, or 0 */
    long directive(EntryKind kind, int account, @Nullable String detail) {
        long position = memory.append(kind.code(), 0);
        memory.setMoney(position, account, 0, 0);
        memory.setDetail(position, detail);
        if (account != 0) {
            state.touch(account);
            accounts.page(account).working.seq[Accounts.at(account)] = memory.seq(position);
        }
        return position;
    }
}
