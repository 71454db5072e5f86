package io.bursar.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.doctor.HandmadeBook.Leg;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The doctor on a book that was written by hand, without the engine. */
class HandmadeBookTest {
    private static final long HOUR = 3_600_000_000L;
    static final String CHART = """
            [{"path":"world","kind":"asset"},{"path":"users/{user}/wallet","kind":"liability","floor":0},\
            {"path":"shops/{shop}","kind":"liability","ceiling":1000000},{"path":"fees","kind":"income"}]\
            """.strip();

    @Test
    void a_book_written_to_the_page_is_clean() throws SQLException {
        try (TestDatabase database = database()) {
            DoctorReport report =
                    new Doctor(database.dataSource(), (filter, key) -> filter[0] == 1).examine(HandmadeBook.BOOK);
            assertThat(report.findings())
                    .filteredOn(finding -> finding.severity() == Finding.Severity.DAMAGE)
                    .isEmpty();
            assertThat(report.isClean()).isTrue();
            assertThat(report.rows()).isGreaterThan(8_192);
            assertThat(report.facts()).isEqualTo(2);
            assertThat(report.healed()).isEqualTo(1);
            assertThat(report.beyondLimits())
                    .extracting(DoctorReport.Overdrawn::name)
                    .containsExactly("users/4/wallet in inr");
            assertThat(report.sums()).allSatisfy(sum -> assertThat(sum.posted()).isZero());
        }
    }

    static TestDatabase database() {
        return TestDatabases.create("handmade book", database -> {
            try (Connection connection = database.connect()) {
                LedgerSchema.install(connection);
                write(new HandmadeBook(connection));
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    private static void write(HandmadeBook book) throws SQLException {
        book.key("chart").chart(CHART);
        int world = book.open("world", AccountKind.ASSET, null, null);
        int one = book.open("users/1/wallet", AccountKind.LIABILITY, 0L, null);
        int two = book.open("users/2/wallet", AccountKind.LIABILITY, 0L, null);
        int fees = book.open("fees", AccountKind.INCOME, null, null);
        book.transact(new Leg(world, fees, 10));
        int shop = book.open("shops/9", AccountKind.LIABILITY, null, 1_000_000L);
        book.key("top-up")
                .terms("\"ref\":\"first\"")
                .transact(new Leg(world, one, 100_000), new Leg(world, two, 70_000));
        book.commit(HOUR);

        long hold = book.key("hold-1").hold(book.now() + 50 * HOUR, new Leg(one, shop, 1_001), new Leg(two, shop, 500));
        book.terms("\"meta\":{\"a\":\"b\"}").capture(hold, ",\"shares\":250000", 250, 125);
        book.claim(hold).shares = 250_000;
        book.commit(HOUR);
        book.capture(hold, ",\"shares\":500000", 250, 125);
        book.claim(hold).shares = 500_000;
        book.capture(hold, ",\"final\":true", 0, 200);
        long due = book.hold(book.now() + 2 * HOUR, new Leg(one, shop, 300));
        long released = book.hold(null, new Leg(one, shop, 400));
        book.hold(null, new Leg(two, shop, 77));
        book.end(released, EntryKind.RELEASE);
        book.commit(2 * HOUR);
        book.end(due, EntryKind.EXPIRY);
        Leg[] paid = {new Leg(one, shop, 5_000), new Leg(two, shop, 600)};
        long paying = book.key("pay").effective(book.now() - 30 * HOUR).transact(paid);
        long undone = book.reverse(paying, paid, 1_000, 0);
        book.reverse(undone, new Leg[] {new Leg(shop, one, 1_000)}, 1_000);
        book.reverse(paying, paid, 4_000, 600);
        book.commit(HOUR);

        int four = book.open("users/4/wallet", AccountKind.LIABILITY, 0L, null);
        book.terms("\"fact\":true").transact(new Leg(four, world, 900));
        int five = book.open("users/5/wallet", AccountKind.LIABILITY, 0L, null);
        book.terms("\"fact\":true").transact(new Leg(five, world, 100));
        book.transact(new Leg(world, five, 250));
        book.limits(two, -50L, 500_000L);
        book.metadata(two, "{\"b\":\"2\",\"a\":\"1\"}");
        book.status(shop, "frozen");
        book.status(shop, "open");
        book.closePeriod(book.now() - 20 * 24 * HOUR);
        book.key("refused").reject("\"outcome\":\"account_unknown\",\"path\":\"typo\"");
        String asked = "\"asked\":{\"legs[0].debit\":\"users/5/wallet\",\"legs[0].credit\":\"shops/9\","
                + "\"legs[0].amount\":\"1000\",\"legs[0].currency\":\"inr\",\"legs[0].extent\":\"up_to\","
                + "\"legs[0].rest\":\"users/1/wallet\"}";
        book.terms(asked).transact(new Leg(five, shop, 150), new Leg(one, shop, 850));
        book.commit(HOUR);
        int i = 0;
        while (book.position() < 8_192 + 300) {
            for (int k = 0; k < 50; k++) {
                book.key("k" + i++).transact(new Leg(i % 2 == 0 ? one : two, shop, 1 + i % 7));
            }
            book.commit(i % 500 == 0 ? 24 * HOUR : 1_000);
        }
        book.seal(0);
        assertThat(LedgerId.position(paying)).isPositive();
    }
}
