package io.bursar.idempotency;

import io.bursar.engine.RiderStatement;
import io.bursar.jobs.Job;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {
    private static final Duration KEPT = Duration.ofDays(31);
    private static final Duration LOOK = Duration.ofMinutes(10);
    private static final int STEP = 1_000;

    @Bean
    static RiderStatement idempotencyAnswered() {
        return KeyStore.ANSWERED;
    }

    @Bean
    static RiderStatement idempotencyClaimed() {
        return Claims.CLAIMED;
    }

    /** Deletes keys whose time is over, in small steps, so that no transaction is long. */
    @Bean
    static Job oldIdempotencyKeys(KeyStore store) {
        return new Job("idempotency", LOOK, () -> deleteOld(store, KEPT, STEP));
    }

    /** @return how many were deleted */
    static int deleteOld(KeyStore store, Duration age, int step) {
        int deleted = 0;
        int last;
        do {
            last = store.deleteOld(age, step);
            deleted += last;
        } while (last == step);
        return deleted;
    }
}
