package io.bursar.gateways.razorpay;

import io.bursar.gateways.Gateway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RazorpayConfiguration {
    @Bean
    static Gateway.Maker razorpay() {
        return settings -> settings.make(
                RazorpayGateway.NAME, (name, account) -> new RazorpayGateway(name, account, settings.patience()));
    }
}
