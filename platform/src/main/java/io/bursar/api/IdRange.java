package io.bursar.api;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which part of a list that goes by ids: those between two, both left out. */
public record IdRange(Page page, UUID above, UUID below) {
    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    /** Reads a page and {@code created}. @param prefix of the ids that the cursors are */
    public static IdRange read(Fields query, String prefix, int book) {
        Page page = Page.readEitherWay(query);
        Created created = Created.read(query);
        UUID above = created.from == null ? FIRST : before(ObjectIds.lowest(created.from));
        UUID below = created.to == null ? LAST : ObjectIds.lowest(created.to);
        if (page.startingAfter() != null) {
            below = least(below, cursor(prefix, page.startingAfter(), "starting_after", book));
        }
        if (page.endingBefore() != null) {
            above = greatest(above, cursor(prefix, page.endingBefore(), "ending_before", book));
        }
        return new IdRange(page, above, below);
    }

    private static UUID cursor(String prefix, String id, String param, int book) {
        return ObjectIds.find(prefix, id, book)
                .orElseThrow(() -> Problem.missingReference("object", id, param).asException());
    }

    private static UUID before(UUID id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() - 1);
    }

    private static UUID least(UUID one, UUID other) {
        return below(one, other) ? one : other;
    }

    private static UUID greatest(UUID one, UUID other) {
        return below(one, other) ? other : one;
    }

    /** In the database's order, which is that of the bytes. */
    private static boolean below(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high < 0
                || (high == 0
                        && Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits()) < 0);
    }

    /** @param from the first second that counts; null: from the beginning @param to the first that does not */
    private record Created(@Nullable Instant from, @Nullable Instant to) {
        static Created read(Fields query) {
            if (!query.has("created")) {
                return new Created(null, null);
            }
            if (query.isText("created")) {
                Instant second = query.instant("created");
                return second == null ? new Created(null, null) : new Created(second, second.plusSeconds(1));
            }
            Fields created = Objects.requireNonNull(query.group("created"));
            Instant gte = created.instant("gte");
            Instant gt = created.instant("gt");
            Instant lt = created.instant("lt");
            Instant lte = created.instant("lte");
            return new Created(gt == null ? gte : gt.plusSeconds(1), lte == null ? lt : lte.plusSeconds(1));
        }
    }
}
