package io.bursar.metrics;

import io.bursar.api.RequestWatcher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** {@code http_server_requests_seconds} by method, route and status. */
@Component
final class HttpMetrics implements RequestWatcher {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(3),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final ConcurrentHashMap<Series, Timer> timers = new ConcurrentHashMap<>();

    HttpMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Watch begins(HttpServletRequest request) {
        // Methods are whatever a client writes; only known ones become series.
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
        return ended -> timers.computeIfAbsent(new Series(method, ended.route(), ended.status()), this::timer)
                .record(ended.tookNs(), TimeUnit.NANOSECONDS);
    }

    private Timer timer(Series series) {
        return Timer.builder("http.server.requests")
                .description("Time from taking a request to having written its answer")
                .tag("method", series.method().toLowerCase(Locale.ROOT))
                .tag("route", series.route())
                .tag("status", String.valueOf(series.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private record Series(String method, String route, int status) {}
}
