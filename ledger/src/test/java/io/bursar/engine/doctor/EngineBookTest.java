package io.bursar.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.postgres.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The doctor on a book that the engine wrote. */
class EngineBookTest {
    @Test
    void what_the_engine_wrote_is_clean() throws SQLException {
        try (TestDatabase database = EngineBook.database()) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            DoctorReport report = Doctor.run(
                    database.dataSource(), EngineBook.BOOK, new PrintStream(text, true, StandardCharsets.UTF_8));
            assertThat(report.failed())
                    .as(text.toString(StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(text.toString(StandardCharsets.UTF_8))
                    .contains("Clean: every check passed.")
                    .contains("users/4/wallet in inr");
            assertThat(report.beyondLimits()).hasSize(1);
            assertThat(report.healed()).isEqualTo(1);
            assertThat(kinds(database)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 32);
        }
    }

    @Test
    void a_book_that_does_not_exist_is_no_clean_book() throws SQLException {
        try (TestDatabase database = EngineBook.database()) {
            DoctorReport report = new Doctor(database.dataSource(), FilterCheck.ofEngine()).examine(99);
            assertThat(report.failed()).containsExactly(Check.BOOK);
        }
    }

    private static Set<Integer> kinds(TestDatabase database) throws SQLException {
        Set<Integer> kinds = new HashSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DISTINCT kind FROM ledger.log")) {
            while (rows.next()) {
                kinds.add(rows.getInt(1));
            }
        }
        return kinds;
    }
}
