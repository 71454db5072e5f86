package io.bursar.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.RunningBursar;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application's role may not do, whatever a defect or an intruder makes it try. */
class AppRoleTest {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE ledger.log SET amount = 1",
                "DELETE FROM ledger.log",
                "TRUNCATE ledger.log",
                "UPDATE ledger.log_1_0 SET amount = 1",
                "DELETE FROM ledger.log_1_0",
                "TRUNCATE ledger.log_1_0",
                "DROP TABLE ledger.log_1_0",
                "ALTER TABLE ledger.log_1_0 DISABLE TRIGGER ALL",
                "UPDATE ledger.batch SET at = now()",
                "DELETE FROM ledger.batch",
                "TRUNCATE ledger.batch",
                "DROP TABLE ledger.batch",
                "DELETE FROM ledger.account",
                "UPDATE ledger.book SET partition_bits = 20",
                "DELETE FROM ledger.chain",
                "TRUNCATE ledger.chain",
                "UPDATE access.secret SET hash = '\\x00'",
                "UPDATE access.secret SET key = 1",
                "DELETE FROM access.secret",
                "UPDATE access.api_key SET rights = '{ledger.fact}'",
                "UPDATE access.api_key SET number = DEFAULT",
                "DELETE FROM access.api_key",
                "DELETE FROM access.schema_history",
                "CREATE TABLE access.mine (x int)",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "SET ROLE bursar_owner"
            })
    void the_past_is_out_of_its_reach(String sql) throws SQLException {
        try (Connection connection = RunningBursar.shared().database().app().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
        }
    }
}
