package io.bursar.api.web;

import io.bursar.api.Authenticator;
import io.bursar.api.Authenticator.Authentication.Known;
import io.bursar.api.Caller;
import io.bursar.api.RequestWatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/** Tells the log, one line a request, and whoever else wants to know. */
@Component
final class RequestWatchers {
    private static final Logger LOG = LoggerFactory.getLogger("io.bursar.request");
    private static final String OTHER = "other";
    /** What a page hears that asks, every other second, whether there is news: not worth a line. */
    private static final int NO_NEWS = 204;

    private final List<RequestWatcher> watchers;

    RequestWatchers(List<RequestWatcher> watchers) {
        this.watchers = List.copyOf(watchers);
    }

    Watched begin(HttpServletRequest request) {
        long beganNs = System.nanoTime();
        List<RequestWatcher.Watch> watches = new ArrayList<>(watchers.size());
        for (RequestWatcher watcher : watchers) {
            watches.add(watcher.begins(request));
        }
        return new Watched(request, beganNs, watches);
    }

    /** A request on its way. */
    record Watched(HttpServletRequest request, long beganNs, List<RequestWatcher.Watch> watches) {
        void end(HttpServletResponse response, Authenticator.@Nullable Authentication authentication) {
            long tookNs = System.nanoTime() - beganNs;
            Caller caller = authentication instanceof Known(Caller known, var _) ? known : null;
            var ended = new RequestWatcher.Ended(route(), response.getStatus(), tookNs, caller);
            for (int i = watches.size() - 1; i >= 0; i--) {
                watches.get(i).ends(ended);
            }
            if (ended.status() == NO_NEWS) {
                return;
            }
            LOG.atInfo()
                    .addKeyValue("method", request.getMethod())
                    .addKeyValue("path", request.getRequestURI())
                    .addKeyValue("status", ended.status())
                    .addKeyValue("ms", Math.round(tookNs / 10_000.0) / 100.0)
                    .addKeyValue("caller", caller == null ? "-" : caller.number())
                    .addKeyValue("book", caller == null ? "-" : caller.book())
                    .addKeyValue("request_id", RequestIds.of(request))
                    .log("request");
        }

        private String route() {
            Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            return pattern == null ? OTHER : pattern.toString();
        }
    }
}
