package io.bursar.outbox;

import io.bursar.engine.RiderStatement;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
    @Bean
    static RiderStatement outboxEvent() {
        return EventStore.WRITTEN;
    }
}
