package io.bursar.routing;

import io.bursar.engine.RiderStatement;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {
    @Bean
    static RiderStatement routingDecision() {
        return DecisionStore.WRITTEN;
    }
}
