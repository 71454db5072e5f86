package io.bursar.access;

import io.bursar.access.ApiKeyStore.StoredKey;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * How often each key may ask on this node: a bucket that holds a second's worth of requests and fills evenly, so that a
 * burst is taken and the rate holds over any longer time.
 */
@Component
final class RateLimits {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ConcurrentHashMap<Integer, Limited> buckets = new ConcurrentHashMap<>();

    /** Whether the key may ask once more, now. */
    boolean admits(StoredKey key) {
        Integer limit = key.rateLimit();
        if (limit == null) {
            return true;
        }
        int number = key.caller().number();
        Limited limited = buckets.get(number);
        if (limited == null || limited.perSecond() != limit) {
            limited = buckets.compute(
                    number,
                    (same, before) ->
                            before != null && before.perSecond() == limit ? before : new Limited(limit, bucket(limit)));
        }
        return limited.bucket().tryConsume(1);
    }

    private static Bucket bucket(int perSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, SECOND))
                .build();
    }

    private record Limited(int perSecond, Bucket bucket) {}
}
