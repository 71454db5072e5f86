package io.bursar.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.api.WebSettings;
import io.bursar.console.Tab.Look;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.engine.Ledger;
import io.bursar.imports.CardImport;
import io.bursar.ledger.Book;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Rows of an imported file are found from the console's search field, also in parts of the book that are sealed. */
@Tag("slow")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportedSearchTest {
    /** The file's first row and its last. */
    private static final String FIRST = "2";

    private static final String LAST = "1754146";

    private final TestDatabase database = TestDatabases.create();
    private final RunningBursar bursar;
    private final Chromium chromium;
    private final Tab tab;

    ImportedSearchTest() throws Exception {
        DatabaseSettings settings = RunningBursar.settings(database);
        Database.open(settings, Schema.of(List.of("imports", "ledger"))).close();
        try (Connection owner = database.connect();
                Statement statement = owner.createStatement()) {
            statement.execute("SELECT ledger.create_book(" + Book.NUMBER + ", 13::int2)");
        }
        // Twice, as two sources: each row's id is then the reference of two transactions.
        for (String source : List.of("acquirer", "ledger")) {
            assertThat(CardImport.run(List.of(sample(), "--source", source), settings))
                    .isZero();
        }
        bursar = RunningBursar.startOn(database);
        chromium = Chromium.start();
        tab = chromium.open();
    }

    private static String sample() throws Exception {
        return Path.of(Objects.requireNonNull(ImportedSearchTest.class.getResource("/imports/cards.csv.gz"))
                        .toURI())
                .toString();
    }

    @BeforeAll
    void sign_in() throws SQLException, IOException {
        Ledger ledger = bursar.bean(Ledger.class);
        assertThat(sealed()).as("sealed partitions").isPositive();
        assertThat(ledger.reader().search().partitionsWithoutIndex()).isZero();
        tab.go(SignInLinks.on(bursar.database())
                .first(bursar.bean(WebSettings.class).publicUrl()));
        tab.leads(() -> tab.press("Enter"));
        tab.look(Look.DESKTOP_LIGHT);
    }

    private int sealed() throws SQLException {
        try (Connection owner = database.connect();
                Statement statement = owner.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM ledger.seal")) {
            row.next();
            return row.getInt(1);
        }
    }

    @AfterAll
    void stop() {
        chromium.close();
        bursar.close();
    }

    private void search(String text) {
        tab.go(bursar.url("/"));
        tab.press("/");
        tab.type(text);
        tab.leads(() -> tab.press("Enter"));
    }

    private void finds_both(String id) {
        search(id);
        assertThat(tab.text("location.pathname")).isEqualTo("/search");
        assertThat(tab.text("document.querySelectorAll('.rows tbody tr').length"))
                .isEqualTo("2");
        assertThat(tab.text("document.querySelector('.rows tbody').innerText")).contains("reference");
        tab.leads(() -> tab.click(".rows tbody a"));
        assertThat(tab.text("location.pathname")).startsWith("/transactions/tx_");
        assertThat(tab.text("document.body.innerText")).contains(id);
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void the_first_row_of_the_file_is_found_in_the_oldest_part_of_the_book() {
        finds_both(FIRST);
    }

    @Test
    void the_last_row_of_the_file_is_found() {
        finds_both(LAST);
    }

    @Test
    void a_rows_key_leads_to_it_alone() {
        search("imports/acquirer/" + FIRST);
        assertThat(tab.text("location.pathname")).startsWith("/transactions/tx_");
        assertThat(tab.text("document.body.innerText")).contains("imports/acquirer/" + FIRST);
    }

    @Test
    void what_is_not_in_the_file_is_not_found() {
        search("1");
        assertThat(tab.text("location.pathname")).isEqualTo("/search");
        assertThat(tab.text("document.body.innerText")).contains("Nothing is called so");
    }
}
