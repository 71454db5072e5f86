package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import books, and that importing again books nothing. */
class CardImportTest {
    private static final String HEADER =
            "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO";

    private final ImportedBook book = new ImportedBook();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        book.close();
    }

    private static String balanceOf(long minor) {
        return String.format("%d.%02d", minor / 100, minor % 100);
    }

    @Test
    void every_balance_is_what_awk_computes_from_the_file() throws Exception {
        ImportedBook.Said said = book.importCards(Sample.FILE.toString());
        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text())
                .contains("5,362 rows", "booked                 5,361", "without amount             1", "zero");
        assertThat(book.balances()).isEqualTo(Sample.awk(Sample.FILE)).hasSizeGreaterThan(900);
        book.mustAddUp();
    }

    @Test
    void a_file_goes_into_the_book_that_is_said_whatever_another_one_has_booked() throws Exception {
        String file = Sample.FILE.toString();
        ImportedBook.Said typo = book.importCards(file, "--book", "7");
        assertThat(typo.status()).isEqualTo(1);
        assertThat(typo.text()).contains("There is no book 7 here; there are: 1");
        assertThat(book.importCards(file, "--book", "two").status()).isEqualTo(2);
        book.adopt(7);
        assertThat(book.importCards(file).status()).isZero();
        ImportedBook.Said said = book.importCards(file, "--book", "7");
        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text()).contains("Into book 7.", "booked                 5,361");
        assertThat(book.balances(7)).isEqualTo(Sample.awk(Sample.FILE)).isEqualTo(book.balances());
        assertThat(book.importCards(file, "--book", "7").text()).contains("already booked         5,361");
    }

    @Test
    void a_customers_history_is_the_files() {
        assertThat(book.importCards(Sample.FILE.toString()).status()).isZero();
        List<HistoryEntry> history =
                book.read(reader -> reader.history(AccountRef.of("users/7/wallet", "inr"), 0, 1_000));
        long balance = 0;
        List<String> expected = new ArrayList<>();
        for (String line : Sample.lines()) {
            String[] fields = line.split(",", -1);
            if (fields[2].equals("7")) {
                long amount = Long.parseLong(fields[4].replace(".", ""));
                String at = Instant.parse(fields[1] + "Z") + " " + fields[0];
                if (balance < amount) {
                    balance += 100_000;
                    expected.add(at + " bank/main +1000.00 = " + balanceOf(balance));
                }
                balance -= amount;
                String terminal = "terminals/" + fields[3] + "/payable";
                expected.add(at + " " + terminal + " -" + balanceOf(amount) + " = " + balanceOf(balance));
            }
        }
        List<String> told = history.reversed().stream()
                .map(entry -> "%s %s %s %s%s = %s"
                        .formatted(
                                entry.effectiveAt(),
                                entry.reference(),
                                entry.counterparty().path(),
                                entry.change() < 0 ? "-" : "+",
                                balanceOf(Math.abs(entry.change())),
                                balanceOf(entry.balance())))
                .toList();
        assertThat(told).isEqualTo(expected).hasSizeGreaterThan(100);
    }

    @Test
    void importing_again_books_nothing_whatever_the_file_is_called() throws Exception {
        assertThat(book.importCards(Sample.FILE.toString()).status()).isZero();
        long rows = book.logRows();
        Path unpacked = Sample.write(directory.resolve("other name.txt"), Sample.lines());
        ImportedBook.Said again = book.importCards(unpacked.toString());
        assertThat(again.status()).isZero();
        assertThat(again.text()).contains("already booked         5,361", "Nothing new");
        assertThat(book.importCards(Sample.stream(Sample.lines()), "-").text()).contains("Nothing new");
        assertThat(book.logRows()).isEqualTo(rows);
    }

    @Test
    void without_the_hint_the_keys_still_guard() {
        assertThat(book.importCards(Sample.FILE.toString()).status()).isZero();
        long rows = book.logRows();
        assertThat(book.superuser().sql("DELETE FROM imports.booked_prefix").update())
                .isPositive();
        ImportedBook.Said again = book.importCards(Sample.FILE.toString(), "--batch", "300");
        assertThat(again.status()).isZero();
        assertThat(again.text()).contains("already booked         5,361", "Nothing new");
        assertThat(book.logRows()).isEqualTo(rows);
    }

    @Test
    void a_file_that_grew_is_booked_from_where_it_ended() throws Exception {
        List<String> lines = Sample.lines();
        Path file = Sample.write(directory.resolve("cards.csv"), lines.subList(0, 2_501));
        assertThat(book.importCards(file.toString(), "--batch", "100").text()).contains("booked                 2,499");
        Sample.write(file, lines);
        ImportedBook.Said grown = book.importCards(file.toString(), "--batch", "100");
        assertThat(grown.text()).contains("booked                 2,862", "already booked         2,499");
        assertThat(book.balances()).isEqualTo(Sample.awk(Sample.FILE));
        book.mustAddUp();
    }

    @Test
    void other_content_under_a_booked_id_is_refused_unless_it_is_another_source() throws Exception {
        Path file = Sample.write(directory.resolve("a.csv"), List.of(HEADER, "1,2024-05-01T10:00:00,7,9,10.00,0,0"));
        Path other = Sample.write(directory.resolve("b.csv"), List.of(HEADER, "1,2024-05-01T10:00:00,7,9,11.00,0,0"));
        assertThat(book.importCards(file.toString()).status()).isZero();
        ImportedBook.Said said = book.importCards(other.toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).contains("refused                    1", "line 2, id 1: this id", "--source");
        assertThat(book.importCards(other.toString(), "--source", "shop-2").status())
                .isZero();
        assertThat(book.balances()).containsEntry("terminals/9/payable", 2_100L);
    }

    @Test
    void the_chart_in_force_is_kept_and_its_own_wallets_are_used() throws Exception {
        Chart chart = new Chart(List.of(
                Chart.Pattern.of("fees", AccountKind.INCOME),
                Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY)
                        .withFloor(0)
                        .withCurrencies("inr", "usd")));
        book.book(new Command.DefineChart(chart, Terms.NONE));
        ImportedBook.Said said = book.importCards(Sample.FILE.toString());
        assertThat(said.text()).contains("Added to the chart of accounts: terminals/{terminal}/payable, bank/main");
        List<Chart.Pattern> inForce = book.read(reader -> reader.chart().patterns());
        assertThat(inForce)
                .startsWith(chart.patterns().toArray(Chart.Pattern[]::new))
                .hasSize(4);
        assertThat(book.balances()).isEqualTo(Sample.awk(Sample.FILE));
    }

    @Test
    void a_chart_that_means_something_else_stops_the_import() {
        Chart chart = new Chart(List.of(Chart.Pattern.of("users/{user}/{any}", AccountKind.ASSET)));
        book.book(new Command.DefineChart(chart, Terms.NONE));
        ImportedBook.Said said = book.importCards(Sample.FILE.toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text())
                .contains("The chart of accounts has users/{user}/{any} as asset; the import needs")
                .contains("--mapping");
        assertThat(book.balances()).isEmpty();
    }

    @Test
    void a_row_whose_money_somebody_took_is_refused_and_booked_when_there_is_money_again() throws Exception {
        String first = "1,2024-05-01T10:00:00,7,9,10.00,0,0";
        String second = "2,2024-05-01T11:00:00,7,9,20.00,0,0";
        Path file = Sample.write(directory.resolve("a.csv"), List.of(HEADER, first));
        assertThat(book.importCards(file.toString()).status()).isZero();
        book.book(pay("users/7/wallet", "bank/main", 98_000));
        Sample.write(file, List.of(HEADER, first, second));
        ImportedBook.Said said = book.importCards(file.toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).contains("line 3, id 2: users/7/wallet in inr has 1000 available and needs 2000");
        book.book(pay("bank/main", "users/7/wallet", 1_000));
        assertThat(book.importCards(file.toString()).status()).isZero();
        assertThat(book.balances()).containsEntry("users/7/wallet", 0L).containsEntry("terminals/9/payable", 3_000L);
        book.mustAddUp();
    }

    private static Command pay(String debit, String credit, long minor) {
        return new Command.Transact(List.of(Leg.of(debit, credit, minor, "inr")), Terms.NONE);
    }

    @Test
    void another_mapping_reads_another_file() throws Exception {
        Path mapping = Files.writeString(directory.resolve("shop.properties"), """
                source = shop
                separator = ;
                column.id = Beleg
                column.time = Zeit
                column.customer = Kunde
                column.terminal = Kasse
                column.amount = Cent
                time.format = dd.MM.yyyy HH:mm
                time.zone = Europe/Berlin
                amount.unit = minor
                currency = eur
                account.wallet = kunden/{customer}
                account.terminal = kassen/{terminal}/soll
                account.bank = bank/eur
                top-up.step = 50
                """);
        Path file = Sample.write(
                directory.resolve("shop.csv"),
                List.of(
                        "\uFEFFKasse;Cent;Beleg;Zeit;Kunde",
                        "K1;1250;A 1;01.07.2024 02:30;\"anna\"",
                        "",
                        "K2;6000;A 2;02.07.2024 23:00;anna"));
        ImportedBook.Said said = book.importCards(file.toString(), "--mapping", mapping.toString());
        assertThat(said.status()).as(said.text()).isZero();
        assertThat(book.balances())
                .containsOnly(
                        java.util.Map.entry("kunden/anna", 2_750L),
                        java.util.Map.entry("kassen/K1/soll", 1_250L),
                        java.util.Map.entry("kassen/K2/soll", 6_000L),
                        java.util.Map.entry("bank/eur", 10_000L));
        List<HistoryEntry> history = book.read(reader -> reader.history(AccountRef.of("kunden/anna", "eur"), 0, 10));
        assertThat(history.getLast().effectiveAt()).isEqualTo(Instant.parse("2024-07-01T00:30:00Z"));
        assertThat(history.getLast().reference()).isEqualTo("A 1");
    }
}
