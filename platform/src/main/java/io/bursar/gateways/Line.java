package io.bursar.gateways;

import io.bursar.gateways.Answer.Reason;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way to one gateway for one kind of call. Kinds do not share it, so that inquiries never starve payments, and what
 * fails of one kind does not end the others.
 */
final class Line {
    private static final Exception SILENCE = new SilenceException();
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20)
    };

    private final String gateway;
    private final Kind kind;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final RateLimiter limiter;
    private final MeterRegistry registry;
    private final ConcurrentHashMap<Outcome, Timer> timers = new ConcurrentHashMap<>();

    /** What a call is for. */
    enum Kind {
        AUTHORISE,
        CAPTURE,
        RELEASE,
        REFUND,
        LOOK,
        VAULT,
        DISPUTE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(Order order) {
            return switch (order) {
                case Order.Authorise _, Order.Announce _ -> AUTHORISE;
                case Order.Capture _, Order.Increment _ -> CAPTURE;
                case Order.Release _ -> RELEASE;
                case Order.Refund _ -> REFUND;
            };
        }
    }

    /** What a call came to, as metrics and the breaker count it. */
    enum Outcome {
        ANSWERED,
        DECLINED,
        REFUSED,
        MISSING,
        /** Not sent: too much at once, here or there. */
        BUSY,
        NOT_ABLE,
        BREAKER_OPEN,
        UNREACHABLE,
        UNKNOWN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome of(Reason reason) {
            return switch (reason) {
                case BREAKER_OPEN -> BREAKER_OPEN;
                case BUSY -> BUSY;
                case UNREACHABLE -> UNREACHABLE;
                case NOT_ABLE -> NOT_ABLE;
            };
        }
    }

    /**
     * How much a line takes.
     *
     * @param perSecond calls
     * @param atOnce calls
     * @param patience how long a call waits for its turn
     * @param window last calls that the breaker judges by; it opens when half of them came to nothing
     * @param rest how long it stays open
     */
    record Policy(int perSecond, int atOnce, Duration patience, int window, Duration rest) {
        static Policy of(Kind kind, int callsPerSecond) {
            boolean isLook = kind == Kind.LOOK;
            return new Policy(
                    isLook ? Math.max(1, callsPerSecond / 4) : callsPerSecond,
                    isLook ? 16 : 256,
                    Duration.ofMillis(500),
                    50,
                    Duration.ofSeconds(10));
        }
    }

    /** What the breaker is told of a call that came to nothing; never thrown. */
    private static final class SilenceException extends Exception {
        private static final long serialVersionUID = 1L;

        SilenceException() {
            super("no answer", null, false, false);
        }
    }

    Line(String gateway, Kind kind, Policy policy, MeterRegistry registry) {
        this.gateway = gateway;
        this.kind = kind;
        this.registry = registry;
        String name = gateway + "-" + kind.text();
        breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(policy.window())
                        .minimumNumberOfCalls(Math.min(20, policy.window()))
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(policy.rest())
                        // By itself, not by the next call: one that is put last in every list gets none.
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .permittedNumberOfCallsInHalfOpenState(5)
                        .build());
        bulkhead = Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(policy.atOnce())
                        .maxWaitDuration(policy.patience())
                        .build());
        limiter = RateLimiter.of(
                name,
                RateLimiterConfig.custom()
                        .limitForPeriod(policy.perSecond())
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(policy.patience())
                        .build());
        Gauge.builder("gateways.breaker.open", breaker, Line::openness)
                .description("1: calls of this kind are not sent, because most of them came to nothing; 0.5: a few are"
                        + " sent as a test; 0: all are")
                .tag("gateway", gateway)
                .tag("kind", kind.text())
                .register(registry);
    }

    private static double openness(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 1;
            case HALF_OPEN -> 0.5;
            default -> 0;
        };
    }

    Gateways.State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> Gateways.State.FAILING;
            case HALF_OPEN -> Gateways.State.RECOVERING;
            default -> Gateways.State.WELL;
        };
    }

    /** How a kind of result is told apart, and made without a call. */
    record Reading<T>(Function<T, Outcome> outcome, Function<Reason, T> notSent) {}

    /** Makes a call when it may be made. */
    <T> T call(Reading<T> reading, Supplier<T> work) {
        if (!breaker.tryAcquirePermission()) {
            return held(reading, Reason.BREAKER_OPEN);
        }
        boolean isJudged = false;
        try {
            if (!bulkhead.tryAcquirePermission()) {
                return held(reading, Reason.BUSY);
            }
            try {
                if (!limiter.acquirePermission()) {
                    return held(reading, Reason.BUSY);
                }
                long beganNs = System.nanoTime();
                T result = work.get();
                isJudged = judge(reading.outcome().apply(result), System.nanoTime() - beganNs);
                return result;
            } finally {
                bulkhead.onComplete();
            }
        } finally {
            if (!isJudged) {
                breaker.releasePermission();
            }
        }
    }

    private <T> T held(Reading<T> reading, Reason reason) {
        timer(Outcome.of(reason)).record(0, TimeUnit.NANOSECONDS);
        return reading.notSent().apply(reason);
    }

    /** Whether the call says how the gateway is doing. A no is an answer; a call that was not made is none. */
    private boolean judge(Outcome outcome, long tookNs) {
        timer(outcome).record(tookNs, TimeUnit.NANOSECONDS);
        switch (outcome) {
            case ANSWERED, DECLINED, REFUSED, MISSING -> breaker.onSuccess(tookNs, TimeUnit.NANOSECONDS);
            case UNREACHABLE, UNKNOWN -> breaker.onError(tookNs, TimeUnit.NANOSECONDS, SILENCE);
            case BUSY, NOT_ABLE, BREAKER_OPEN -> {
                return false;
            }
        }
        return true;
    }

    private Timer timer(Outcome outcome) {
        return timers.computeIfAbsent(
                outcome,
                each -> Timer.builder("gateways.calls")
                        .description("Calls to providers by what they came to, and how long they took")
                        .tag("gateway", gateway)
                        .tag("kind", kind.text())
                        .tag("outcome", each.text())
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }
}
