package io.bursar.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.Outcome;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.FilterCheck;
import io.bursar.engine.doctor.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** What must hold whenever a book is opened again, given what its callers were told. */
final class AfterCrash {
    private static final int TOGETHER = 4_000;

    private static final String ROWS_WITHOUT_COMMAND = """
            WITH paid AS (
                SELECT substr(subject, 9) AS key, id FROM ledger.command
                WHERE book = 3 AND subject LIKE 'payment %' AND outcome = 'applied')
            SELECT coalesce(p.key, 'row of ' || r.key)
            FROM paid p
            FULL JOIN crash.payment r ON r.key = p.key AND r.id = p.id
            WHERE p.key IS NULL OR r.key IS NULL""";

    private static final String ROWS_TWICE = "SELECT key FROM crash.payment GROUP BY key HAVING count(*) > 1";

    private static final String COUNTERS = """
            SELECT c.id || ': version ' || c.version || ', commands ' || count(l.id)
            FROM crash.counter c
            LEFT JOIN ledger.command l ON l.book = 3 AND l.subject = 'counter ' || c.id AND l.outcome = 'applied'
            GROUP BY c.id
            HAVING c.version <> count(l.id)""";

    private final DataSource database;

    AfterCrash(DataSource database) {
        this.database = database;
    }

    /** How it was found. */
    record Found(long openedMs, long rows, int told, int unknown, int unknownApplied) {}

    /** Opens the book, asks again for everything and looks at all of it; once it is closed, all of it is chained. */
    Found look(Map<String, Diary.Entry> diary) throws SQLException {
        Found found = open(diary);
        DoctorReport report = new Doctor(database, FilterCheck.ofEngine()).examine(Work.BOOK);
        assertThat(report.isClean()).as("%s", report.findings()).isTrue();
        assertThat(report.chained().upTo()).isEqualTo(report.chained().batches());
        return found;
    }

    private Found open(Map<String, Diary.Entry> diary) throws SQLException {
        rowsBelongToCommands();
        long began = System.nanoTime();
        try (Ledger ledger = Ledger.open(Work.config(database))) {
            long openedMs = (System.nanoTime() - began) / 1_000_000;
            Map<String, Outcome> again = submit(ledger, diary.values());
            int unknown = 0;
            int unknownApplied = 0;
            for (Diary.Entry entry : diary.values()) {
                Outcome outcome =
                        java.util.Objects.requireNonNull(again.get(entry.work().key()));
                if (entry.answer().isEmpty()) {
                    unknown++;
                    unknownApplied += outcome instanceof Outcome.Replayed ? 1 : 0;
                } else {
                    compare(entry, outcome);
                }
            }
            thrice(ledger, diary.values(), again);
            rowsBelongToCommands();
            DoctorReport report = new Doctor(database, FilterCheck.ofEngine()).examine(Work.BOOK);
            assertThat(report.findings())
                    .filteredOn(finding -> finding.severity() == Finding.Severity.DAMAGE)
                    .isEmpty();
            assertThat(ledger.reader().trialBalance().isBalanced()).isTrue();
            return new Found(openedMs, report.rows(), diary.size() - unknown, unknown, unknownApplied);
        }
    }

    private static void compare(Diary.Entry entry, Outcome outcome) {
        String[] answer = entry.answer().split(" ");
        switch (answer[0]) {
            case "applied" ->
                assertThat(outcome)
                        .as("acknowledged: %s", entry)
                        .isInstanceOfSatisfying(
                                Outcome.Replayed.class,
                                replayed -> assertThat(replayed.first())
                                        .isInstanceOfSatisfying(
                                                Outcome.Applied.class,
                                                first -> assertThat(first.id()).isEqualTo(Long.parseLong(answer[1]))));
            case "refused" ->
                assertThat(outcome)
                        .as("refused for good: %s", entry)
                        .isInstanceOfSatisfying(
                                Outcome.Replayed.class,
                                replayed -> assertThat(
                                                replayed.first().getClass().getSimpleName())
                                        .isEqualTo(answer[1]));
            default ->
                assertThat(outcome).as("nothing had happened: %s", entry).isNotInstanceOf(Outcome.Replayed.class);
        }
    }

    /** What is applied now was applied once: a third request gets the same answer. */
    private static void thrice(Ledger ledger, Collection<Diary.Entry> entries, Map<String, Outcome> again) {
        Map<String, Outcome> third = submit(ledger, entries);
        again.forEach((key, outcome) -> {
            if (outcome instanceof Outcome.Applied applied) {
                assertThat(third.get(key)).isEqualTo(new Outcome.Replayed(applied));
            } else if (outcome instanceof Outcome.Replayed) {
                assertThat(third.get(key)).isEqualTo(outcome);
            }
        });
    }

    private static Map<String, Outcome> submit(Ledger ledger, Collection<Diary.Entry> entries) {
        Map<String, Outcome> outcomes = new HashMap<>();
        List<Diary.Entry> all = List.copyOf(entries);
        for (int from = 0; from < all.size(); from += TOGETHER) {
            List<Diary.Entry> part = all.subList(from, Math.min(all.size(), from + TOGETHER));
            List<Command> commands =
                    part.stream().map(entry -> entry.work().command(-1)).toList();
            List<Outcome> answers = ledger.submitAll(commands, Lane.BULK, Atomicity.INDIVIDUAL, Duration.ofSeconds(60))
                    .join();
            for (int i = 0; i < part.size(); i++) {
                outcomes.put(part.get(i).work().key(), answers.get(i));
            }
        }
        return outcomes;
    }

    private void rowsBelongToCommands() throws SQLException {
        assertThat(query(ROWS_WITHOUT_COMMAND))
                .as("business rows without their command, or the reverse")
                .isEmpty();
        assertThat(query(ROWS_TWICE)).as("business rows written twice").isEmpty();
        assertThat(query(COUNTERS))
                .as("versions that do not equal the commands")
                .isEmpty();
    }

    private List<String> query(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
