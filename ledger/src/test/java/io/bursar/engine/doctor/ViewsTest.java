package io.bursar.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the views for analysts say of the book made by hand. */
class ViewsTest {
    @Test
    void accounts_now_are_checkpoints_and_the_rows_after_them() throws SQLException {
        try (TestDatabase database = HandmadeBookTest.database()) {
            assertThat(query(database, """
                    SELECT path, kind, status, floor, ceiling, held_out, held_in
                    FROM ledger.account_now WHERE book = 7 ORDER BY number"""))
                    .containsExactly(
                            "world|asset|open|null|null|0|0",
                            "users/1/wallet|liability|open|0|null|0|0",
                            "users/2/wallet|liability|open|-50|500000|77|0",
                            "fees|income|open|null|null|0|0",
                            "shops/9|liability|open|null|1000000|0|77",
                            "users/4/wallet|liability|open|0|null|0|0",
                            "users/5/wallet|liability|open|0|null|0|0");
            assertThat(query(
                            database,
                            "SELECT sum(CASE kind WHEN 'asset' THEN posted ELSE -posted END) FROM ledger.account_now"))
                    .containsExactly("0");
            assertThat(query(database, """
                    SELECT n.path
                    FROM ledger.account_now n
                    CROSS JOIN LATERAL (
                        SELECT CASE e.debit WHEN n.path THEN e.debit_balance ELSE e.credit_balance END AS balance
                        FROM ledger.entry e
                        WHERE n.path IN (e.debit, e.credit) AND e.kind IN ('transfer', 'capture', 'reversal')
                        ORDER BY e.seq DESC LIMIT 1) last
                    WHERE last.balance <> CASE n.kind WHEN 'asset' THEN n.posted ELSE -n.posted END""")).isEmpty();
        }
    }

    @Test
    void commands_show_keys_references_and_outcomes() throws SQLException {
        try (TestDatabase database = HandmadeBookTest.database()) {
            assertThat(query(database, """
                    SELECT kind, caller, key, reference, outcome FROM ledger.command WHERE key IN ('top-up', 'refused')
                    ORDER BY id"""))
                    .containsExactly("transaction|5|top-up|first|applied", "rejected|5|refused|null|account_unknown");
            assertThat(query(database, "SELECT count(*) FROM ledger.command WHERE kind = 'capture'"))
                    .containsExactly("3");
            assertThat(query(
                            database,
                            "SELECT ledger.key_caller('\\xac0201000102030405060708090a0b0c0d0e0f'),"
                                    + " ledger.key_text('\\xac0201000102030405060708090a0b0c0d0e0f')"))
                    .containsExactly("300|00010203-0405-0607-0809-0a0b0c0d0e0f");
        }
    }

    @Test
    void the_application_may_read_them() throws SQLException {
        try (TestDatabase database = HandmadeBookTest.database()) {
            String app = "DO $$ BEGIN CREATE ROLE bursar_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(app);
                io.bursar.engine.LedgerSchema.install(connection);
                statement.execute("SET ROLE bursar_app");
                for (String view : List.of("tail", "account_name", "entry", "command", "account_now")) {
                    statement.execute("SELECT * FROM ledger." + view + " LIMIT 1");
                }
            }
        }
    }

    private static List<String> query(TestDatabase database, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(rows.getString(i)));
                }
                lines.add(String.join("|", columns));
            }
        }
        return lines;
    }
}
