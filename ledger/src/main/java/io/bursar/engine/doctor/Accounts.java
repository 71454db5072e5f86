package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.doctor.scan.Hash;
import io.bursar.engine.doctor.scan.LogRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the log says of each account so far, in columns: about a hundred bytes an account. Numbers start at 1. */
final class Accounts {
    private static final AccountKind[] KINDS = AccountKind.values();
    private static final AccountStatus[] STATUSES = AccountStatus.values();

    int count;
    /** Debits minus credits. */
    long[] posted = new long[1_024];

    long[] heldDebit = new long[1_024];
    long[] heldCredit = new long[1_024];
    /** {@link LogRow#NONE}: no limit. */
    long[] floor = new long[1_024];

    long[] ceiling = new long[1_024];
    /** Last row of the account's chain. */
    long[] chain = new long[1_024];
    /** Last row of any kind that changed it. */
    long[] touched = new long[1_024];

    long[] opened = new long[1_024];
    /** Hash of path and currency. */
    long[] name = new long[1_024];
    /** Hash of the metadata; 0: none. */
    long[] metadata = new long[1_024];

    private byte[] kind = new byte[1_024];
    private byte[] status = new byte[1_024];
    private short[] currency = new short[1_024];
    private final List<String> currencies = new ArrayList<>();
    /** Account numbers by their names' hashes, open addressing; 0: free. */
    private int[] byName = new int[4_096];

    /** Accounts whose name has the hash of an earlier one's. */
    final List<Integer> namesakes = new ArrayList<>();

    /** Opens the next account. @return its number */
    int open(Opening opening) {
        count++;
        if (count == posted.length) {
            grow();
        }
        kind[count] = (byte) opening.kind().ordinal();
        status[count] = (byte) AccountStatus.OPEN.ordinal();
        currency[count] = (short) currencyNumber(opening.currency());
        floor[count] = opening.floor();
        ceiling[count] = opening.ceiling();
        opened[count] = opening.seq();
        touched[count] = opening.seq();
        name[count] = nameHash(opening.path(), opening.currency());
        if (find(name[count]) == 0) {
            file(count);
        } else {
            namesakes.add(count);
        }
        return count;
    }

    /** The account of a name's hash; 0 when there is none. */
    int find(long nameHash) {
        int slot = (int) nameHash & (byName.length - 1);
        while (byName[slot] != 0 && name[byName[slot]] != nameHash) {
            slot = (slot + 1) & (byName.length - 1);
        }
        return byName[slot];
    }

    private void file(int number) {
        int slot = (int) name[number] & (byName.length - 1);
        while (byName[slot] != 0) {
            slot = (slot + 1) & (byName.length - 1);
        }
        byName[slot] = number;
    }

    /** How an account begins. */
    record Opening(long seq, String path, String currency, AccountKind kind, long floor, long ceiling) {}

    static long nameHash(String path, String currency) {
        return Hash.of(path + " in " + currency);
    }

    boolean isOpen(long number) {
        return number >= 1 && number <= count;
    }

    AccountKind kind(int number) {
        return KINDS[kind[number]];
    }

    AccountStatus status(int number) {
        return STATUSES[status[number]];
    }

    void status(int number, AccountStatus now) {
        status[number] = (byte) now.ordinal();
    }

    /** Currencies are numbered from 0 as they appear. */
    int currency(int number) {
        return currency[number];
    }

    List<String> currencies() {
        return currencies;
    }

    /** Posted balance on the normal side. */
    long normal(int number) {
        return kind(number).normal(posted[number]);
    }

    /** Balance less what open holds would take from it: what the floor binds. */
    long low(int number) {
        boolean creditNormal = kind(number).normalSide() == NormalSide.CREDIT;
        return normal(number) - (creditNormal ? heldDebit[number] : heldCredit[number]);
    }

    /** Balance and what open holds would add to it: what the ceiling binds. */
    long high(int number) {
        boolean creditNormal = kind(number).normalSide() == NormalSide.CREDIT;
        return normal(number) + (creditNormal ? heldCredit[number] : heldDebit[number]);
    }

    boolean isBelowFloor(int number) {
        return floor[number] != LogRow.NONE && low(number) < floor[number];
    }

    boolean isAboveCeiling(int number) {
        return ceiling[number] != LogRow.NONE && high(number) > ceiling[number];
    }

    private int currencyNumber(String code) {
        int known = currencies.indexOf(code);
        if (known < 0) {
            currencies.add(code);
            known = currencies.size() - 1;
        }
        return known;
    }

    private void grow() {
        int size = Math.multiplyExact(count, 2);
        posted = Arrays.copyOf(posted, size);
        heldDebit = Arrays.copyOf(heldDebit, size);
        heldCredit = Arrays.copyOf(heldCredit, size);
        floor = Arrays.copyOf(floor, size);
        ceiling = Arrays.copyOf(ceiling, size);
        chain = Arrays.copyOf(chain, size);
        touched = Arrays.copyOf(touched, size);
        opened = Arrays.copyOf(opened, size);
        name = Arrays.copyOf(name, size);
        metadata = Arrays.copyOf(metadata, size);
        kind = Arrays.copyOf(kind, size);
        status = Arrays.copyOf(status, size);
        currency = Arrays.copyOf(currency, size);
        byName = new int[size * 4];
        for (int number = 1; number < count; number++) {
            file(number);
        }
    }
}
