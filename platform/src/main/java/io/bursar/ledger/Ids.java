package io.bursar.ledger;

import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry.Side;
import io.bursar.engine.LedgerId;
import io.bursar.money.PublicId;
import java.util.Optional;
import java.util.OptionalLong;

/** Ids as callers see them: {@code tx_…}, {@code hold_…}, {@code acct_…}, {@code ent_…}, {@code per_…}. */
public final class Ids {
    private static final String TRANSACTION = "tx";
    private static final String HOLD = "hold";
    private static final String ACCOUNT = "acct";
    private static final String ENTRY = "ent";
    private static final String PERIOD = "per";

    private Ids() {}

    public static String transaction(long id) {
        return PublicId.of(TRANSACTION, id);
    }

    public static String hold(long id) {
        return PublicId.of(HOLD, id);
    }

    public static String account(long id) {
        return PublicId.of(ACCOUNT, id);
    }

    public static String period(long id) {
        return PublicId.of(PERIOD, id);
    }

    /** Empty when it is no period's id in this book. */
    public static OptionalLong findPeriod(int book, String id) {
        return find(PERIOD, book, id);
    }

    /** Empty when it is no transaction's id in this book. */
    public static OptionalLong findTransaction(int book, String id) {
        return find(TRANSACTION, book, id);
    }

    /** Empty when it is no hold's id in this book. */
    public static OptionalLong findHold(int book, String id) {
        return find(HOLD, book, id);
    }

    private static OptionalLong find(String prefix, int book, String id) {
        OptionalLong number = PublicId.parse(prefix, id);
        boolean isInside = number.isPresent() && LedgerId.book(number.getAsLong()) == book;
        return isInside ? number : OptionalLong.empty();
    }

    /** The command that a row belongs to. */
    public static String command(long id, EntryKind kind) {
        return kind == EntryKind.HOLD ? hold(id) : transaction(id);
    }

    /** A row as one of its two accounts sees it. */
    public static String entry(long seq, Side side) {
        return PublicId.of(ENTRY, seq) + (side == Side.DEBIT ? 'd' : 'c');
    }

    /** The {@code id} in the path, provided that it is of the caller's book. */
    public static long parseTransaction(Call call) {
        return parse(TRANSACTION, call, "transaction");
    }

    /** The {@code id} in the path, provided that it is of the caller's book. */
    public static long parseHold(Call call) {
        return parse(HOLD, call, "hold");
    }

    /** The {@code id} in the path, provided that it is of the caller's book. */
    public static long parseAccount(Call call) {
        return parse(ACCOUNT, call, "account");
    }

    /** A transaction's id from elsewhere than the path, provided that it is of the caller's book. */
    public static long transaction(String id, Caller caller) {
        return parse(TRANSACTION, id, caller).orElseThrow(() -> missing("transaction", id));
    }

    /** A hold's id from elsewhere than the path, provided that it is of the caller's book. */
    public static long hold(String id, Caller caller) {
        return parse(HOLD, id, caller).orElseThrow(() -> missing("hold", id));
    }

    /** The row of an entry's id; empty when it is none. The side is for the reader of the row to compare. */
    public static OptionalLong parseEntry(String id) {
        boolean sided = id.endsWith("d") || id.endsWith("c");
        return sided ? PublicId.parse(ENTRY, id.substring(0, id.length() - 1)) : OptionalLong.empty();
    }

    /** The number of a transaction or a hold; empty when it is no such id in a book. */
    public static OptionalLong findCommand(int book, String id) {
        return find(id.startsWith(HOLD) ? HOLD : TRANSACTION, book, id);
    }

    /** Empty when it is no account's id in a book. */
    public static OptionalLong findAccount(int book, String id) {
        return find(ACCOUNT, book, id);
    }

    public static ProblemException missing(String what, String id) {
        return Problem.missing(what, id, "id").asException();
    }

    private static long parse(String prefix, Call call, String what) {
        String id = call.path("id");
        return parse(prefix, id, call.caller()).orElseThrow(() -> missing(what, id));
    }

    private static Optional<Long> parse(String prefix, String id, Caller caller) {
        OptionalLong number = PublicId.parse(prefix, id);
        boolean isInside = number.isPresent() && LedgerId.book(number.getAsLong()) == caller.book();
        return isInside ? Optional.of(number.getAsLong()) : Optional.empty();
    }
}
