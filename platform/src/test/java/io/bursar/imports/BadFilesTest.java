package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and mappings that cannot be booked as they are: each says where, what, and how to mend it. */
class BadFilesTest {
    private static final String HEADER = "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT";
    private static final String GOOD = "1,2024-05-01T10:00:00,7,9,10.00";

    private static final ImportedBook BOOK = new ImportedBook();

    @TempDir
    private Path directory = Path.of("");

    @AfterAll
    static void close() {
        BOOK.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2,2024-05-01T10:00:00,7,9,10.001   | TX_AMOUNT      | "10.001" is no amount in inr; write plain digits
            2,2024-05-01T10:00:00,7,9,1e3      | TX_AMOUNT      | "1e3" is no amount
            2,2024-05-01T10:00:00,7,9,-1.00    | TX_AMOUNT      | a refund is no card payment
            2,2024-05-01T10:00:00,7,9,         | TX_AMOUNT      | "" is no amount
            2,2024-05-01T10:00:00,7,9,10000000000000.01 | TX_AMOUNT | outside 0 to 10^15
            2,2024-02-30T10:00:00,7,9,1.00     | TX_DATETIME    | write 2018-04-01T00:00:31
            2,1969-12-31T23:59:59,7,9,1.00     | TX_DATETIME    | before 1970
            2,yesterday,7,9,1.00               | TX_DATETIME    | "yesterday" is no time
            2,2024-05-01T10:00:00,a b,9,1.00   | CUSTOMER_ID    | "a b" cannot be part of an account's path
            2,2024-05-01T10:00:00,7,9/9,1.00   | TERMINAL_ID    | cannot be part of an account's path
            2,2024-05-01T10:00:00,4242424242424242,9,1.00 | CUSTOMER_ID | looks like a card number
            ,2024-05-01T10:00:00,7,9,1.00      | TRANSACTION_ID | "" is no id
            2,2024-05-01T10:00:00,7,1.00       | TRANSACTION_ID | the row has 4 fields where the first line has 5
            """)
    void a_bad_row_stops_the_import_and_is_named(String row, String column, String problem) throws Exception {
        Path file = Sample.write(directory.resolve("a.csv"), List.of(HEADER, GOOD, row, "3" + GOOD.substring(1)));
        ImportedBook.Said said = BOOK.importCards(file.toString(), "--source", RunningBursar.unique("bad"));
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text())
                .contains("line 3, column " + column + ": ", problem, "--skip-bad", "booked                     1")
                .doesNotContain("4242424242424242");
    }

    @Test
    void bad_rows_may_be_left_out_and_are_written_to_a_file() throws Exception {
        Path rejects = directory.resolve("rejects.csv");
        List<String> lines = new ArrayList<>(Sample.lines());
        lines.add(100, "bad,2018-04-01T00:00:31,596,3156,ten,0,0");
        lines.add(4_000, "\"x,1\",2018-04-01T00:00:31,4242 4242 4242 4242,3156,1.00,0,0");
        Path file = Sample.write(directory.resolve("a.csv"), lines);
        try (ImportedBook book = new ImportedBook()) {
            ImportedBook.Said said = book.importCards(file.toString(), "--skip-bad", rejects.toString());
            assertThat(said.status()).as(said.text()).isZero();
            assertThat(said.text()).contains("booked                 5,361", "bad                        2");
            assertThat(book.balances()).isEqualTo(Sample.awk(Sample.FILE));
        }
        assertThat(Files.readAllLines(rejects))
                .containsExactly(
                        "line,column,problem," + lines.getFirst(),
                        "101,TX_AMOUNT,\"\"\"ten\"\" is no amount in inr; write plain digits, such as 57.11, at most 2"
                                + " after the point\",bad,2018-04-01T00:00:31,596,3156,ten,0,0",
                        "4001,CUSTOMER_ID,\"\"\"[card number]\"\" cannot be part of an account's path; write 1 to 100"
                                + " of A-Za-z0-9_.:@-\",\"x,1\",2018-04-01T00:00:31,[card number],3156,1.00,0,0");
    }

    @Test
    void a_packed_file_that_breaks_off_books_what_is_there_and_the_whole_one_the_rest() throws Exception {
        byte[] whole = Files.readAllBytes(Sample.FILE);
        Path half = Files.write(directory.resolve("half.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
        try (ImportedBook book = new ImportedBook()) {
            ImportedBook.Said said = book.importCards(half.toString());
            assertThat(said.status()).isEqualTo(1);
            assertThat(said.text()).contains("The file breaks off or is damaged after line");
            assertThat(book.importCards(Sample.FILE.toString()).status()).isZero();
            assertThat(book.balances()).isEqualTo(Sample.awk(Sample.FILE));
            book.mustAddUp();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a,b,c                              | no column TRANSACTION_ID. It has: a, b, c
            TRANSACTION_ID,TRANSACTION_ID      | has the column TRANSACTION_ID twice
            ""                                 | no column TRANSACTION_ID
            """)
    void a_file_without_the_columns_is_refused(String header, String problem) throws Exception {
        Path file = Sample.write(directory.resolve("a.csv"), List.of(header, GOOD));
        ImportedBook.Said said = BOOK.importCards(file.toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            colum.id = X                       | there is no property colum.id; there are account.bank,
            currency = RUPEE                   | currency must be
            time.format = yyyy-MM-dd           | does not say date and time of day
            time.zone = Nowhere                | time.zone must be a zone
            amount.unit = cents                | amount.unit must be major or minor
            top-up.step = 0                    | top-up.step must be above 0
            separator = ;;                     | separator must be one character
            account.wallet = users/wallet      | account.wallet must be a path with {customer} in it
            account.bank = bank main           | account.bank must be a path
            source = a/b                       | source must be
            source =                           | source is empty
            """)
    void a_mapping_that_says_something_impossible_is_refused(String line, String problem) throws Exception {
        Path mapping = Files.writeString(directory.resolve("m.properties"), line + "\n");
        ImportedBook.Said said = BOOK.importCards(Sample.FILE.toString(), "--mapping", mapping.toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).contains("The mapping " + mapping + " cannot be used: ", problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --file x            | There is no option --file.
            a.csv b.csv         | One file at a time.
            a.csv --batch 0     | --batch needs a number from 1 to 8000.
            a.csv --mapping     | --mapping needs a value.
            ''                  | Which file?
            """)
    void wrong_usage_is_explained(String arguments, String problem) {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        ImportedBook.Said said = BOOK.importCards(words);
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.text()).contains(problem, "Usage: ./bursar import cards FILE");
    }

    @Test
    void a_missing_file_is_named() {
        assertThat(BOOK.importCards("/nowhere/a.csv"))
                .isEqualTo(new ImportedBook.Said(1, "There is no file /nowhere/a.csv.\n"));
    }
}
