package io.bursar.engine.doctor.scan;

import org.jspecify.annotations.Nullable;

/** One row of the log as it is stored; one instance is filled again for each row. */
public final class LogRow {
    /** Stands for NULL: no column that is checked may hold it. */
    public static final long NONE = Long.MIN_VALUE;

    /** Microseconds from 1970 to 2000, where PostgreSQL's times begin. */
    public static final long EPOCH_2000_MICROS = 946_684_800_000_000L;

    public static final String COLUMNS =
            "seq, amount, debit_balance, credit_balance, debit_prev, credit_prev, body_hash, "
                    + "effective_at, debit, credit, kind, leg, key, detail";

    public long seq;
    public long amount;
    public long debitBalance;
    public long creditBalance;
    public long debitPrev;
    public long creditPrev;
    public boolean bodyHashed;
    public long effectiveAt;
    public long debit;
    public long credit;
    public int kind;
    public int leg;
    public byte @Nullable [] key;

    @Nullable
    public String detail;

    public void read(BinaryCopy from) {
        seq = from.number();
        amount = from.number();
        debitBalance = from.number();
        creditBalance = from.number();
        debitPrev = from.number();
        creditPrev = from.number();
        bodyHashed = from.skip();
        long at = from.number();
        effectiveAt = at == NONE ? NONE : at + EPOCH_2000_MICROS;
        debit = from.number();
        credit = from.number();
        kind = (int) from.number();
        leg = (int) from.number();
        key = from.bytes();
        detail = from.text();
    }
}
