package io.bursar.methods;

import io.bursar.engine.RiderStatement;
import io.bursar.jobs.Job;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class MethodsConfiguration {
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** Longer than a request that may still be answered. */
    private static final Duration AGE = Duration.ofSeconds(90);

    @Bean
    @Order(1)
    static RiderStatement methodAdopted() {
        return MethodRows.ADOPT;
    }

    /** After the one before: what is adopted and attached at once is there by then. */
    @Bean
    @Order(2)
    static RiderStatement methodAttached() {
        return MethodRows.ATTACH;
    }

    /** Tells gateways of customers that were deleted here. */
    @Bean
    static Job takenMethods(AttachMethod attach) {
        return new Job("released-methods", LOOK, attach::releaseTaken);
    }

    /** Asks again for attachments whose answer never came. */
    @Bean
    static Job unknownAttachments(AttachMethod attach) {
        return new Job("attachments", LOOK, () -> attach.finishOld(AGE));
    }
}
