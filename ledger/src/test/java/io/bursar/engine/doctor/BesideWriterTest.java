package io.bursar.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.postgres.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The doctor beside a writer that appends and seals. */
class BesideWriterTest {
    private static final int LOOKS = Integer.getInteger("bursar.looks", 6);

    @Test
    void it_sees_one_moment_and_is_in_nobodys_way() throws Exception {
        try (TestDatabase database = EngineBook.database()) {
            LedgerConfig config = LedgerConfig.of(database.dataSource(), EngineBook.BOOK);
            AtomicBoolean stopping = new AtomicBoolean();
            try (Ledger ledger = Ledger.open(config)) {
                Thread writer = Thread.ofPlatform().start(() -> write(ledger, stopping));
                Doctor doctor = new Doctor(database.dataSource(), FilterCheck.ofEngine());
                long rows = 0;
                for (int look = 0; look < LOOKS || rows < 20_000; look++) {
                    DoctorReport report = doctor.examine(EngineBook.BOOK);
                    assertThat(report.failed()).as("%s", report.findings()).isEmpty();
                    assertThat(report.rows()).isGreaterThanOrEqualTo(rows);
                    rows = report.rows();
                    System.out.printf("doctor: %,d rows, %,.0f rows/s%n", rows, rows / report.seconds());
                }
                stopping.set(true);
                writer.join();
                assertThat(ledger.health().writable()).isTrue();
            }
        }
    }

    private static void write(Ledger ledger, AtomicBoolean stopping) {
        for (int round = 0; !stopping.get(); round++) {
            String prefix = "beside-" + round + "-";
            List<Command> commands = IntStream.range(0, 500)
                    .mapToObj(i -> (Command) new Command.Transact(
                            List.of(Leg.of("world", "users/" + i + "/wallet", 1 + i, "inr")),
                            Terms.keyed(Key.external(9, prefix + i))))
                    .toList();
            ledger.submitAll(commands, Lane.BULK, Atomicity.INDIVIDUAL, Duration.ofSeconds(60))
                    .join();
        }
    }
}
