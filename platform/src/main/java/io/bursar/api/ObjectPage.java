package io.bursar.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Which page of a list of objects is asked for whose ids are {@link ObjectIds}, newest first: {@code limit}, {@code
 * starting_after} or {@code ending_before}, and {@code created} with its bounds. All come to a range of ids.
 *
 * @param above ids greater than this one
 * @param below ids less than this one
 */
public record ObjectPage(Page page, UUID above, UUID below) {
    private static final UUID LOWEST = new UUID(0, 0);
    private static final UUID HIGHEST = new UUID(-1, -1);

    /** Reads the parameters. @param prefix of the ids; @param book of the caller, whose ids alone are cursors */
    public static ObjectPage read(Fields query, String prefix, int book) {
        Page page = Page.readEitherWay(query);
        TimeBounds created = TimeBounds.read(query, "created");
        Instant first = created.first();
        Instant last = created.last();
        UUID above = first == null ? LOWEST : before(ObjectIds.lowest(first));
        UUID below = last == null ? HIGHEST : ObjectIds.lowest(last.plus(1, ChronoUnit.MICROS));
        String text = page.cursor();
        if (text != null) {
            UUID cursor = ObjectIds.find(prefix, text, book).orElseThrow(page::foreign);
            boolean fits = compare(cursor, above) > 0 && compare(cursor, below) < 0;
            if (!fits) {
                throw page.foreign();
            }
            above = page.isBackward() ? cursor : above;
            below = page.isBackward() ? below : cursor;
        }
        return new ObjectPage(page, above, below);
    }

    /** Whether it is read towards newer ones: then in rising order of ids, else in falling order. */
    public boolean isBackward() {
        return page.isBackward();
    }

    /** One more than the limit: read so many to know whether there are more. */
    public int limitAndOne() {
        return page.limitAndOne();
    }

    /** The page as an answer. @param items up to {@link #limitAndOne} of them, in the order in which they are read */
    public <T> Answer answer(String url, List<T> items, JsonOut.Member<T> item) {
        return page.answer(url, items, item);
    }

    /** The id just below; the variant's bits keep it from running over. */
    private static UUID before(UUID id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() - 1);
    }

    /** As PostgreSQL compares them, which is not how the JDK does. */
    private static int compare(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high == 0 ? Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits()) : high;
    }
}
