package io.bursar.ledger;

import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry.Side;
import io.bursar.engine.LedgerId;
import io.bursar.money.PublicId;
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

    static String period(long id) {
        return PublicId.of(PERIOD, id);
    }

    /** Empty when it is no period's id in this book. */
    static OptionalLong findPeriod(String id) {
        OptionalLong number = PublicId.parse(PERIOD, id);
        return number.isPresent() && isOurs(number.getAsLong()) ? number : OptionalLong.empty();
    }

    /** Empty when it is no transaction's id in this book. */
    static OptionalLong findTransaction(String id) {
        OptionalLong number = PublicId.parse(TRANSACTION, id);
        return number.isPresent() && isOurs(number.getAsLong()) ? number : OptionalLong.empty();
    }

    /** The command that a row belongs to. */
    public static String command(long id, EntryKind kind) {
        return kind == EntryKind.HOLD ? hold(id) : transaction(id);
    }

    /** A row as one of its two accounts sees it. */
    static String entry(long seq, Side side) {
        return PublicId.of(ENTRY, seq) + (side == Side.DEBIT ? 'd' : 'c');
    }

    static long parseTransaction(String id) {
        return parse(TRANSACTION, id, "transaction");
    }

    static long parseHold(String id) {
        return parse(HOLD, id, "hold");
    }

    static long parseAccount(String id) {
        return parse(ACCOUNT, id, "account");
    }

    /** The row of an entry's id; empty when it is none. The side is for the reader of the row to compare. */
    public static OptionalLong parseEntry(String id) {
        boolean sided = id.endsWith("d") || id.endsWith("c");
        return sided ? PublicId.parse(ENTRY, id.substring(0, id.length() - 1)) : OptionalLong.empty();
    }

    /** The number of a transaction or a hold; empty when it is no such id in this book. */
    public static OptionalLong findCommand(String id) {
        OptionalLong number = PublicId.parse(id.startsWith(HOLD) ? HOLD : TRANSACTION, id);
        return number.isPresent() && isOurs(number.getAsLong()) ? number : OptionalLong.empty();
    }

    /** Empty when it is no account's id in this book. */
    public static OptionalLong findAccount(String id) {
        OptionalLong number = PublicId.parse(ACCOUNT, id);
        return number.isPresent() && isOurs(number.getAsLong()) ? number : OptionalLong.empty();
    }

    static ProblemException missing(String what, String id) {
        String shown = id.length() > 64 ? id.substring(0, 64) + "…" : id;
        return Problem.of(ErrorCode.RESOURCE_MISSING, "No such " + what + ": " + shown, "id")
                .asException();
    }

    private static long parse(String prefix, String id, String what) {
        OptionalLong number = PublicId.parse(prefix, id);
        if (number.isEmpty() || !isOurs(number.getAsLong())) {
            throw missing(what, id);
        }
        return number.getAsLong();
    }

    private static boolean isOurs(long id) {
        return LedgerId.book(id) == Book.NUMBER;
    }
}
