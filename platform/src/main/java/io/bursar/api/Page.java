package io.bursar.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param limit 1 to 100
 * @param startingAfter id of the last item of the page before; null: from the start
 * @param endingBefore id of the first item of the page after; null: read forward
 */
public record Page(
        int limit, @Nullable String startingAfter, @Nullable String endingBefore) {
    private static final int LIMIT_MAX = 100;
    private static final long LIMIT_USUAL = 10;

    private static final String ENDING_BEFORE = "ending_before";

    /** Reads {@code limit} and {@code starting_after}. */
    public static Page read(Fields query) {
        if (query.text(ENDING_BEFORE) != null) {
            throw query.problem(
                    ErrorCode.PARAMETER_UNSUPPORTED, ENDING_BEFORE, "This list is read forward with starting_after.");
        }
        return readEitherWay(query);
    }

    /** Reads {@code limit} and {@code starting_after} or {@code ending_before}. */
    public static Page readEitherWay(Fields query) {
        Long limit = query.integer("limit");
        long asked = limit == null ? LIMIT_USUAL : limit;
        if (asked < 1 || asked > LIMIT_MAX) {
            throw query.problem(ErrorCode.PARAMETER_INVALID, "limit", "limit must be 1 to 100.");
        }
        String after = query.text("starting_after");
        String before = query.text(ENDING_BEFORE);
        if (after != null && before != null) {
            throw query.problem(
                    ErrorCode.PARAMETER_INVALID, ENDING_BEFORE, "Send starting_after or ending_before, not both.");
        }
        return new Page((int) asked, after, before);
    }

    /** One more than the limit: read so many to know whether there are more. */
    public int limitAndOne() {
        return limit + 1;
    }

    /** Whether it is read towards the list's beginning. */
    public boolean isBackward() {
        return endingBefore != null;
    }

    /** The id from which it is read on, either way; null: from the start. */
    public @Nullable String cursor() {
        return startingAfter == null ? endingBefore : startingAfter;
    }

    /**
     * The page as an answer.
     *
     * @param items up to {@link #limitAndOne} of them, in the order in which they are read
     */
    public <T> Answer answer(String url, List<T> items, JsonOut.Member<T> item) {
        List<T> shown = new ArrayList<>(items.size() > limit ? items.subList(0, limit) : items);
        if (isBackward()) {
            Collections.reverse(shown);
        }
        return Answer.ok(out -> out.text("object", "list")
                .list("data", shown, item)
                .flag("has_more", items.size() > limit)
                .text("url", url));
    }

    /** A list that is never longer than one page. */
    public static <T> Answer whole(String url, List<T> items, JsonOut.Member<T> item) {
        return new Page(Math.max(1, items.size()), null, null).answer(url, items, item);
    }

    /** The cursor was made by another list, or by this one with other filters. */
    public static ProblemException foreignCursor() {
        return foreign("starting_after");
    }

    /** The same of this page's cursor, whichever way it is read. */
    public ProblemException foreign() {
        return foreign(isBackward() ? ENDING_BEFORE : "starting_after");
    }

    private static ProblemException foreign(String param) {
        return Problem.of(ErrorCode.CURSOR_INVALID, "This cursor was not made by this list with these filters.", param)
                .asException();
    }
}
