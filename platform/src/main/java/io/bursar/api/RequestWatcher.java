package io.bursar.api;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Somebody who wants to know of every request: metrics, traces. */
public interface RequestWatcher {
    /** A request has come. What is returned hears of its end, on the same thread. */
    Watch begins(HttpServletRequest request);

    /** Hears of one request's end. */
    interface Watch {
        void ends(Ended ended);
    }

    /**
     * How a request ended.
     *
     * @param route as it is declared, such as {@code /v1/holds/{id}}; {@code other} where no route answered
     * @param caller who asked; null: nobody who was known
     */
    record Ended(
            String route, int status, long tookNs, @Nullable Caller caller) {}
}
