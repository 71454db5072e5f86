package io.bursar.api;

import io.bursar.money.Invariant;
import io.bursar.money.PublicId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Ids of features' objects: {@code pi_} and 26 characters. A UUID of version 7 (RFC 9562) whose 74 free bits are 12 of
 * the clock below the millisecond, 18 of the book's number and 44 of chance: they sort by the time at which they were
 * made, and say to which book they belong. Names, never secrets.
 */
public final class ObjectIds {
    /** Highest book number that fits: 2^18 − 1. */
    public static final int BOOK_MAX = (1 << 18) - 1;

    private static final long VERSION = 7L << 12;
    private static final long VARIANT = 2L << 62;
    private static final int CHANCE_BITS = 44;
    private static final long CHANCE_MASK = (1L << CHANCE_BITS) - 1;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.systemUTC();

    private ObjectIds() {}

    /** A new one. @param book 1 to {@link #BOOK_MAX} */
    public static UUID next(int book) {
        return at(CLOCK.instant(), book, RANDOM::nextLong);
    }

    /** The same as it is shown, after the prefix of its kind. */
    public static String next(String prefix, int book) {
        return PublicId.of(prefix, next(book));
    }

    static UUID at(Instant time, int book, LongSupplier chance) {
        Invariant.check(book >= 1 && book <= BOOK_MAX, "an id of book %d", book);
        long low = VARIANT | (long) book << CHANCE_BITS | (chance.getAsLong() & CHANCE_MASK);
        return new UUID(high(time), low);
    }

    private static long high(Instant time) {
        long fraction = ((time.getNano() % 1_000_000L) << 12) / 1_000_000L;
        return time.toEpochMilli() << 16 | VERSION | fraction;
    }

    /** The book's number in an id; of an id that was made elsewhere, whatever stands there. */
    public static int book(UUID id) {
        return (int) (id.getLeastSignificantBits() >>> CHANCE_BITS) & BOOK_MAX;
    }

    /** When an id was made, by the clock of whoever made it, to the millisecond. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** What every id made at a time or later is not below, and every one made before is below. */
    public static UUID lowest(Instant time) {
        return new UUID(high(time), VARIANT);
    }

    /** The id that a text names; empty when it is none of this kind, or of another book. */
    public static Optional<UUID> find(String prefix, String text, int book) {
        return PublicId.parseUuid(prefix, text).filter(id -> id.version() == 7 && book(id) == book);
    }
}
