package io.bursar.gateways.stripe;

import io.bursar.gateways.Gateway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StripeConfiguration {
    @Bean
    static Gateway.Maker stripe() {
        return settings -> settings.make(
                StripeGateway.NAME, (name, account) -> new StripeGateway(name, account, settings.patience()));
    }
}
