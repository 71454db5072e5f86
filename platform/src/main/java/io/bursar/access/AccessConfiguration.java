package io.bursar.access;

import io.bursar.database.Schema;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    @Bean
    static Schema accessSchema() {
        return new Schema("access");
    }
}
