package io.bursar.database;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean
    static JdbcClient jdbcClient(Database database) {
        return JdbcClient.create(database.app());
    }

    @Bean
    static Transactions transactions(Database database) {
        return new Transactions(new JdbcTransactionManager(database.app()));
    }
}
