package io.bursar.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param limit 1 to 100
 * @param startingAfter id of the last item of the page before; null: from the start
 */
public record Page(int limit, @Nullable String startingAfter) {
    private static final int LIMIT_MAX = 100;
    private static final long LIMIT_USUAL = 10;

    /** Reads {@code limit} and {@code starting_after}. */
    public static Page read(Fields query) {
        if (query.text("ending_before") != null) {
            throw query.problem(
                    ErrorCode.PARAMETER_UNSUPPORTED, "ending_before", "This list is read forward with starting_after.");
        }
        Long limit = query.integer("limit");
        long asked = limit == null ? LIMIT_USUAL : limit;
        if (asked < 1 || asked > LIMIT_MAX) {
            throw query.problem(ErrorCode.PARAMETER_INVALID, "limit", "limit must be 1 to 100.");
        }
        return new Page((int) asked, query.text("starting_after"));
    }

    /** One more than the limit: read so many to know whether there are more. */
    public int limitAndOne() {
        return limit + 1;
    }

    /**
     * The page as an answer.
     *
     * @param items up to {@link #limitAndOne} of them
     */
    public <T> Answer answer(String url, List<T> items, JsonOut.Member<T> item) {
        List<T> shown = items.size() > limit ? items.subList(0, limit) : items;
        return Answer.ok(out -> out.text("object", "list")
                .list("data", shown, item)
                .flag("has_more", items.size() > limit)
                .text("url", url));
    }

    /** A list that is never longer than one page. */
    public static <T> Answer whole(String url, List<T> items, JsonOut.Member<T> item) {
        return new Page(Math.max(1, items.size()), null).answer(url, items, item);
    }

    /** The cursor was made by another list, or by this one with other filters. */
    public static ProblemException foreignCursor() {
        return Problem.of(
                        ErrorCode.CURSOR_INVALID,
                        "This cursor was not made by this list with these filters.",
                        "starting_after")
                .asException();
    }
}
