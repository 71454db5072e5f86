package io.bursar.setups;

import io.bursar.api.Watched;
import io.bursar.jobs.Job;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SetupsConfiguration {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration OLD = Duration.ofMinutes(5);

    /** Looks every second for what is to be asked about, by the database's clock. */
    @Bean
    static Job resolveUnknownSetups(SetupStore store, ResolveSetups resolve) {
        return new Job("setups-unknown", LOOK, () -> resolve.run(store.now()));
    }

    @Bean
    static Watched unknownSetups(SetupStore store) {
        return new Watched(
                "setups.unknown",
                "Setups at gateways of which nobody knows what became, for five minutes and longer",
                () -> store.countUnknown(OLD));
    }
}
