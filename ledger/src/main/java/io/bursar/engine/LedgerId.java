package io.bursar.engine;

import io.bursar.money.Invariant;

/**
 * How (book, position) makes one number that sorts by book, then by order in the log. A row's number is its address:
 * no index is needed to find it, and the book inside it says where to look once books live on several databases.
 */
public final class LedgerId {
    /** Bits of a position: a book holds up to 2^44 − 1 (17 million million) rows. */
    public static final int POSITION_BITS = 44;

    /** Highest book number: 2^18 − 1. */
    public static final int BOOK_MAX = (1 << 18) - 1;

    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

    private LedgerId() {}

    /** Called for every row: the checks make no garbage while they hold. */
    public static long of(int book, long position) {
        if (book < 1 || book > BOOK_MAX || position < 0 || position > POSITION_MASK) {
            throw new Invariant.Violation("there is no position " + position + " in a book " + book);
        }
        return ((long) book << POSITION_BITS) | position;
    }

    public static int book(long id) {
        return (int) (id >>> POSITION_BITS);
    }

    public static long position(long id) {
        return id & POSITION_MASK;
    }
}
