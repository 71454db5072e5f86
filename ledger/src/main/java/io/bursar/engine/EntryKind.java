package io.bursar.engine;

/** What a row of the log says. The number is what is stored; numbers are never reused. */
public enum EntryKind {
    /** A transfer of a transaction. */
    TRANSFER(1),
    /** A transfer of a reversal; the detail names the transaction. */
    REVERSAL(2),
    /** A transfer posted from a hold; the detail names the hold. */
    CAPTURE(3),
    /** A transfer reserved. */
    HOLD(4),
    /** A reservation undone because it was captured. */
    CAPTURE_FREED(5),
    /** A reservation undone by its owner. */
    RELEASE(6),
    /** A reservation undone by time. */
    EXPIRY(7),
    /** An account opened: the detail has path, currency, kind and limits, {@code debit} its number. */
    ACCOUNT_OPENED(16),
    LIMITS_SET(17),
    STATUS_SET(18),
    METADATA_SET(19),
    CHART_DEFINED(20),
    PERIOD_CLOSED(21),
    /** A command that was refused, remembered under its key. */
    REJECTED(32);

    private static final EntryKind[] BY_CODE = new EntryKind[64];

    static {
        for (EntryKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final short code;

    EntryKind(int code) {
        this.code = (short) code;
    }

    public short code() {
        return code;
    }

    /** Whether it moves money: its amount changes posted balances. */
    public boolean posts() {
        return this == TRANSFER || this == REVERSAL || this == CAPTURE;
    }

    /** Whether it changes what is held. */
    public boolean holds() {
        return code >= 4 && code <= 7;
    }

    /** Whether it stands in accounts' histories: it posts or holds. */
    public boolean isEntry() {
        return posts() || holds();
    }

    /** @throws IllegalArgumentException for a number that is no kind */
    public static EntryKind of(int code) {
        EntryKind kind = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (kind == null) {
            throw new IllegalArgumentException("no entry kind has the number " + code);
        }
        return kind;
    }
}
