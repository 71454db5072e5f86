package io.bursar.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.RunningBursar;
import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.engine.doctor.Check;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.ledger.Book;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The doctor in the background: looks again and again, and says what it found last. */
class BackgroundDoctorTest {
    private static final DoctorSchedule OFTEN = new DoctorSchedule(Duration.ZERO, Duration.ofMillis(20), 50);

    @Test
    void it_says_what_it_found_last_and_finds_damage() throws SQLException {
        try (TestDatabase database = TestDatabases.create();
                Connection superuser = database.connect();
                Statement statement = superuser.createStatement()) {
            LedgerSchema.install(superuser);
            write(database);
            try (BackgroundDoctor doctor = BackgroundDoctor.start(database.dataSource(), () -> List.of(1), OFTEN)) {
                DoctorReport well = await(doctor, report -> true);
                assertThat(well.isClean()).as("%s", well.findings()).isTrue();
                assertThat(well.rows()).isPositive();
                assertThat(await(doctor, report -> report.at().isAfter(well.at()))
                                .lastSeq())
                        .isEqualTo(well.lastSeq());
                statement.execute("SET session_replication_role = replica");
                statement.execute("UPDATE ledger.log SET amount = amount + 1 WHERE kind = 1");
                DoctorReport ill = await(doctor, report -> !report.isClean());
                assertThat(doctor.last(1).orElseThrow().findings()).isPositive();
                assertThat(doctor.last(2)).isEmpty();
                assertThat(ill.damages()).containsKey(Check.HASH_CHAIN);
                statement.execute("ALTER TABLE ledger.batch RENAME TO hidden");
                await(doctor, status -> status.failure().isPresent(), 1);
                assertThat(doctor.status(1).last()).as("the last answer stays").isPresent();
                statement.execute("ALTER TABLE ledger.hidden RENAME TO batch");
                statement.execute("UPDATE ledger.log SET amount = amount - 1 WHERE kind = 1");
                await(doctor, DoctorReport::isClean);
                assertThat(doctor.status(1).failure()).isEmpty();
            }
        }
    }

    @Test
    void it_looks_when_asked_one_look_at_a_time_and_not_by_itself() throws SQLException {
        try (TestDatabase database = TestDatabases.create();
                Connection superuser = database.connect();
                Statement statement = superuser.createStatement()) {
            LedgerSchema.install(superuser);
            write(database);
            superuser.setAutoCommit(false);
            statement.execute("LOCK TABLE ledger.log_1_0 IN ACCESS EXCLUSIVE MODE");
            try (BackgroundDoctor doctor =
                    BackgroundDoctor.start(database.dataSource(), List::of, DoctorSchedule.ONLY_ASKED)) {
                assertThat(doctor.status(1).isBusy()).isFalse();
                assertThat(doctor.ask(1)).isTrue();
                await(doctor, status -> status.now() instanceof DoctorStatus.Now.Looking, 1);
                assertThat(doctor.ask(1)).as("under way already").isFalse();
                assertThat(doctor.ask(2)).isTrue();
                assertThat(doctor.ask(2)).as("asked for already").isFalse();
                assertThat(doctor.status(2).now()).isInstanceOf(DoctorStatus.Now.Waiting.class);
                superuser.rollback();
                assertThat(await(doctor, report -> true).isClean()).isTrue();
                await(doctor, status -> !status.isBusy(), 2);
                assertThat(doctor.status(1).isBusy()).isFalse();
            }
        }
    }

    @Test
    void what_the_environment_says_of_the_schedule() {
        assertThat(DoctorSchedule.of(Map.of())).isEqualTo(DoctorSchedule.USUAL);
        assertThat(DoctorSchedule.of(Map.of("BURSAR_DOCTOR_EVERY", "off")).looksByItself())
                .isFalse();
        DoctorSchedule told = DoctorSchedule.of(Map.of("BURSAR_DOCTOR_EVERY", "60", "BURSAR_DOCTOR_PERCENT", "5"));
        assertThat(told.between()).isEqualTo(Duration.ofHours(1));
        assertThat(told.percent()).isEqualTo(5);
        for (Map<String, String> wrong : List.of(
                Map.of("BURSAR_DOCTOR_EVERY", "0"),
                Map.of("BURSAR_DOCTOR_EVERY", "never"),
                Map.of("BURSAR_DOCTOR_EVERY", "10081"),
                Map.of("BURSAR_DOCTOR_PERCENT", "101"))) {
            String name = wrong.keySet().iterator().next();
            assertThatThrownBy(() -> DoctorSchedule.of(wrong))
                    .hasMessageContainingAll(name, "from 1 to", wrong.get(name));
        }
    }

    @Test
    void what_it_proved_is_signed_once_a_day() throws SQLException {
        RunningBursar bursar = RunningBursar.shared();
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'signed/{x}','kind':'asset'}]}")
                .expect(201);
        Checkpoints checkpoints = bursar.bean(Checkpoints.class);
        awaitChained(bursar, checkpoints);
        bursar.bean(BackgroundDoctor.class).ask(Book.NUMBER);
        await(
                bursar.bean(BackgroundDoctor.class),
                status -> status.last().isPresent() && !status.isBusy(),
                Book.NUMBER);
        List<Checkpoints.Signed> signed = checkpoints.list(Book.NUMBER, Long.MAX_VALUE, 10);
        assertThat(signed).hasSize(1);
        assertThat(checkpoints.covering(Book.NUMBER, 1)).contains(signed.getFirst());
        assertThat(checkpoints.link(signed.getFirst().link().lastSeq()))
                .contains(signed.getFirst().link());
        assertThat(checkpoints.covering(Book.NUMBER, Long.MAX_VALUE)).isEmpty();
        checkpoints.sign(Book.NUMBER);
        checkpoints.sign(Book.NUMBER);
        assertThat(checkpoints.list(Book.NUMBER, Long.MAX_VALUE, 10)).hasSizeLessThanOrEqualTo(2);
    }

    private static void write(TestDatabase database) {
        try (Ledger ledger = Ledger.open(LedgerConfig.of(database.dataSource(), 1))) {
            Chart chart = new Chart(List.of(
                    Chart.Pattern.of("world", AccountKind.ASSET), Chart.Pattern.of("shop", AccountKind.INCOME)));
            ledger.submit(new Command.DefineChart(chart, Terms.NONE)).join();
            ledger.submit(new Command.Transact(List.of(Leg.of("world", "shop", 5, "inr")), Terms.NONE))
                    .join();
        }
    }

    /** What is not chained yet is not signed before the next look. */
    private static void awaitChained(RunningBursar bursar, Checkpoints checkpoints) throws SQLException {
        long newest = bursar.bean(Ledger.class).reader().committedSeq();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (checkpoints.link(newest).isEmpty()) {
            assertThat(System.nanoTime()).as("row %d is chained", newest).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static DoctorReport await(BackgroundDoctor doctor, Predicate<DoctorReport> condition) {
        return await(
                        doctor,
                        status -> status.last()
                                .map(last -> condition.test(last.report()))
                                .orElse(false),
                        1)
                .last()
                .orElseThrow()
                .report();
    }

    private static DoctorStatus await(BackgroundDoctor doctor, Predicate<DoctorStatus> condition, int book) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.test(doctor.status(book))) {
            assertThat(System.nanoTime())
                    .as("the doctor said last: %s", doctor.status(book))
                    .isLessThan(end);
            Thread.onSpinWait();
        }
        return doctor.status(book);
    }
}
