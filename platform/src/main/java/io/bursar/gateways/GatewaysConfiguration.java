package io.bursar.gateways;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GatewaysConfiguration {
    @Bean(destroyMethod = "close")
    static Gateways gateways(List<Gateway.Maker> makers, GatewaySettings settings, MeterRegistry registry) {
        List<Gateway> made =
                makers.stream().flatMap(maker -> maker.make(settings).stream()).toList();
        List<Gateway> inOrder = settings.accounts().keySet().stream()
                .flatMap(name -> made.stream().filter(gateway -> gateway.name().equals(name)))
                .toList();
        return new Gateways(
                inOrder,
                name -> kind -> Line.Policy.of(
                        kind,
                        Objects.requireNonNull(settings.accounts().get(name)).callsPerSecond()),
                registry);
    }
}
