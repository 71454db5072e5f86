package io.bursar.methods;

import io.bursar.jobs.Job;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MethodsConfiguration {
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** Longer than a request that may still be answered. */
    private static final Duration AGE = Duration.ofSeconds(90);

    /** Asks again for attachments whose answer never came. */
    @Bean
    static Job unknownAttachments(AttachMethod attach) {
        return new Job("attachments", LOOK, () -> attach.finishOld(AGE));
    }
}
