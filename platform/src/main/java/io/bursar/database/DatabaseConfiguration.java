package io.bursar.database;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean(destroyMethod = "close")
    static Database database(DatabaseSettings settings, List<Schema> schemas) {
        return Database.open(settings, schemas);
    }

    @Bean
    static JdbcClient jdbcClient(Database database) {
        return JdbcClient.create(database.app());
    }

    @Bean
    static Transactions transactions(Database database) {
        return new Transactions(new JdbcTransactionManager(database.app()));
    }
}
