package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AsOf;
import io.bursar.engine.Command;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Leg;
import io.bursar.engine.Statement;
import io.bursar.engine.Terms;
import io.bursar.engine.TwoTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A customer's balance at the end of any past day, and the statements of months, against sums made from the file alone.
 * Everything was booked just now, for days long ago, so this is the hard case: no row's day is the day it was recorded.
 */
class CustomerDaysTest {
    private static final int CUSTOMER_DAYS = 1_000;
    private static final int PARTITION_ROWS = 1 << 13;
    private static final long STEP = 100_000;

    private final long seed = Long.getLong("bursar.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final ImportedBook book = new ImportedBook();

    /** What the file makes of one wallet at one moment: minor units in or out. */
    private record Move(Instant at, long change) {}

    private final Map<String, List<Move>> expected = new TreeMap<>();

    @BeforeEach
    void computeFromTheFile() {
        System.out.println("CustomerDaysTest: -Dbursar.seed=" + seed);
        Map<String, Long> balances = new TreeMap<>();
        for (String line : Sample.lines().subList(1, Sample.ROWS + 1)) {
            String[] fields = line.split(",", -1);
            String amount = fields[4].replace(".", "");
            if (amount.isEmpty() || Long.parseLong(amount) == 0) {
                continue;
            }
            Instant at = LocalDateTime.parse(fields[1]).toInstant(ZoneOffset.UTC);
            long minor = Long.parseLong(amount);
            long balance = balances.getOrDefault(fields[2], 0L);
            List<Move> moves = expected.computeIfAbsent(fields[2], customer -> new ArrayList<>());
            if (balance < minor) {
                long topUp = Math.ceilDiv(minor - balance, STEP) * STEP;
                moves.add(new Move(at, topUp));
                balance += topUp;
            }
            moves.add(new Move(at, -minor));
            balances.put(fields[2], balance - minor);
        }
    }

    @AfterEach
    void close() {
        book.close();
    }

    private long sum(String customer, Instant before) {
        return expected.getOrDefault(customer, List.of()).stream()
                .filter(move -> move.at().isBefore(before))
                .mapToLong(Move::change)
                .sum();
    }

    @Test
    void days_and_months_are_the_files_in_memory_and_sealed() {
        book.createWithPartitions(13);
        assertThat(book.importCards(Sample.FILE.toString()).status()).isZero();
        book.withLedger(ledger -> {
            compare(ledger.reader(), CUSTOMER_DAYS / 2);
            seal(ledger);
            compare(ledger.reader(), CUSTOMER_DAYS / 2);
            months(ledger.reader());
            return true;
        });
    }

    /** Books enough, effective now, that what was imported lies in a sealed partition. */
    private static void seal(Ledger ledger) {
        List<Command> fill = new ArrayList<>();
        Leg leg = Leg.of("bank/main", "users/filler/wallet", 1, "inr");
        while (fill.size() < PARTITION_ROWS) {
            fill.add(new Command.Transact(List.of(leg), Terms.NONE));
        }
        ledger.submitAll(fill, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(1))
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (ledger.health().unsealedPartitions() > 0) {
            assertThat(System.nanoTime()).as("sealing takes too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static long wallet(LedgerReader reader, String customer) {
        return reader.account(AccountRef.of("users/" + customer + "/wallet", "inr"))
                .orElseThrow()
                .id();
    }

    private void compare(LedgerReader reader, int customerDays) {
        List<String> customers = List.copyOf(expected.keySet());
        LocalDate first = LocalDate.of(2018, 3, 31);
        for (int i = 0; i < customerDays; i++) {
            String customer = customers.get(random.nextInt(customers.size()));
            Instant nextDay = first.plusDays(random.nextInt(190))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            long balance = reader.times()
                    .balance(wallet(reader, customer), AsOf.effective(nextDay.minus(1, ChronoUnit.MICROS)))
                    .orElseThrow()
                    .posted();
            assertThat(balance)
                    .as("customer %s before %s, seed %d", customer, nextDay, seed)
                    .isEqualTo(sum(customer, nextDay));
        }
    }

    private void months(LedgerReader reader) {
        TwoTimes times = reader.times();
        int compared = 0;
        for (String customer : expected.keySet()) {
            for (LocalDate month = LocalDate.of(2018, 3, 1); month.getYear() == 2018; month = month.plusMonths(1)) {
                Instant from = month.atStartOfDay(ZoneOffset.UTC).toInstant();
                Instant to = month.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                Statement statement = times.statement(wallet(reader, customer), from, to, AsOf.LATEST)
                        .orElseThrow();
                List<HistoryEntry> movements = times.movements(statement, null, LedgerReader.PAGE_MAX);
                List<Move> moves = expected.getOrDefault(customer, List.of()).stream()
                        .filter(move -> !move.at().isBefore(from) && move.at().isBefore(to))
                        .toList();
                assertThat(movements.stream()
                                .map(entry -> new Move(entry.effectiveAt(), entry.change()))
                                .toList())
                        .as("customer %s in %s", customer, month)
                        .isEqualTo(moves);
                assertThat(statement.opening()).isEqualTo(sum(customer, from));
                assertThat(statement.closing()).isEqualTo(sum(customer, to));
                assertThat(
                                movements.isEmpty()
                                        ? statement.opening()
                                        : movements.getLast().balance())
                        .isEqualTo(statement.closing());
                compared += moves.isEmpty() ? 0 : 1;
            }
        }
        assertThat(compared).as("months with movements").isGreaterThan(70);
    }
}
