package io.bursar.imports;

import io.bursar.database.Schema;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ImportsConfiguration {
    static final Schema SCHEMA = new Schema("imports");

    @Bean
    static Schema importsSchema() {
        return SCHEMA;
    }
}
