package io.bursar.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
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
                DoctorStatus well = await(doctor, status -> true);
                assertThat(well.isOk()).as("%s", well.findings()).isTrue();
                assertThat(well.rows()).isPositive();
                assertThat(well.imbalanceMinor()).isZero();
                assertThat(await(doctor, status -> status.ranAt().isAfter(well.ranAt()))
                                .lastSeq())
                        .isEqualTo(well.lastSeq());
                statement.execute("SET session_replication_role = replica");
                statement.execute("UPDATE ledger.log SET amount = amount + 1 WHERE kind = 1");
                DoctorStatus ill = await(doctor, status -> !status.isOk());
                assertThat(ill.damages()).isPositive();
                assertThat(doctor.last(1).orElseThrow().findings()).isPositive();
                assertThat(doctor.last(2)).isEmpty();
                assertThat(ill.findings())
                        .anySatisfy(finding -> assertThat(finding).contains("HASH_CHAIN"));
                statement.execute("ALTER TABLE ledger.batch RENAME TO hidden");
                statement.execute("ALTER TABLE ledger.hidden RENAME TO batch");
                statement.execute("UPDATE ledger.log SET amount = amount - 1 WHERE kind = 1");
                assertThat(await(doctor, DoctorStatus::isOk).damages()).isZero();
            }
        }
    }

    @Test
    void the_service_runs_one() {
        assertThat(RunningBursar.shared().bean(BackgroundDoctor.class)).isNotNull();
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

    private static DoctorStatus await(BackgroundDoctor doctor, Predicate<DoctorStatus> condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!doctor.status(1).filter(condition).isPresent()) {
            assertThat(System.nanoTime())
                    .as("the doctor said last: %s", doctor.status(1))
                    .isLessThan(end);
            Thread.onSpinWait();
        }
        return doctor.status(1).orElseThrow();
    }
}
