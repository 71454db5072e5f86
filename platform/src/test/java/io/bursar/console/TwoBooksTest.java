package io.bursar.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.api.WebSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console keeps books apart: an address is about one of them, and nothing of another is found there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoBooksTest {
    private final RunningBursar bursar = RunningBursar.startOwn();
    private final Shop shop = Shop.open(bursar);
    private final Shop.Tenant tenant = shop.tenant("Casa <b>Ines</b>");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String cookie = "";

    private record Answer(int status, String body) {}

    @BeforeAll
    void sign_in() throws Exception {
        URI home = bursar.bean(WebSettings.class).publicUrl();
        String token = SignInLinks.on(bursar.database()).first(home).getQuery().substring("token=".length());
        HttpResponse<String> entered = client.send(
                HttpRequest.newBuilder(bursar.url("/sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", home.toString())
                        .POST(BodyPublishers.ofString("token=" + token))
                        .build(),
                BodyHandlers.ofString());
        String set = entered.headers().firstValue("Set-Cookie").orElseThrow();
        cookie = set.substring(0, set.indexOf(';'));
    }

    @AfterAll
    void stop() {
        bursar.close();
    }

    private Answer get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(bursar.url(path))
                    .header("Cookie", cookie)
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void each_books_pages_show_that_book() {
        String theirs = "/books/" + tenant.number();
        assertThat(get("/").body()).contains("INR", "USD").doesNotContain("EUR");
        assertThat(get(theirs).body())
                .contains("EUR", "Casa &lt;b&gt;Ines&lt;/b&gt;", "href=\"" + theirs + "/accounts\"")
                .doesNotContain("INR", "<b>Ines");
        assertThat(get(theirs + "/accounts?format=csv").body())
                .contains("guests/ines,eur,liability,open,42.00")
                .doesNotContain("users/42");
        assertThat(get(theirs + "?format=csv").body())
                .contains("eur,asset,1,42.00,0.00")
                .doesNotContain("inr");
        assertThat(get("/books").body()).contains("house", "Casa &lt;b&gt;Ines&lt;/b&gt;");
    }

    @Test
    void what_is_another_books_is_not_there() {
        String theirs = "/books/" + tenant.number();
        String hold = shop.hold();
        String account = shop.account(Shop.WALLET);
        for (String path : List.of(
                "/transactions/" + tenant.transaction(),
                "/accounts/" + tenant.account(),
                "/accounts/" + tenant.account() + "/statement",
                theirs + "/holds/" + hold,
                theirs + "/accounts/" + account,
                theirs + "/accounts/" + account + "/statement?format=csv",
                theirs + "/proof/1000000.jsonl",
                theirs + "/nothing",
                "/books/0",
                "/books/77",
                "/books/77/accounts",
                "/books/262144",
                "/books/x")) {
            assertThat(get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(get(theirs + "/search?q=" + hold).body()).contains("Nothing is called so");
        assertThat(get(theirs + "/search?q=users/42/wallet").body()).contains("Nothing is called so");
        assertThat(get("/search?q=guests/ines").body()).contains("Nothing is called so");
    }

    @Test
    void a_statement_for_paper_and_for_a_spreadsheet_ties() {
        String statement = "/accounts/" + shop.account(Shop.WALLET) + "/statement?from=2026-11-01&to=2026-11-10";
        String csv = get(statement + "&format=csv").body();
        List<String> lines = csv.lines().toList();
        assertThat(lines.get(1)).startsWith("opening,").endsWith(",0.00,INR".toLowerCase(java.util.Locale.ROOT));
        String closing = shop.balanceAt(Shop.WALLET, "2026-11-10");
        assertThat(lines.getLast()).startsWith("closing,").contains("," + closing.replace(",", "") + ",");
        assertThat(lines).hasSizeGreaterThan(50);
        assertThat(get(statement + "&print=yes").body())
                .contains("data-do=\"print\"", closing)
                .doesNotContain("rel=\"next\"");
        assertThat(get(statement).body()).contains("rel=\"next\"", closing);
        assertThat(get("/accounts/" + shop.account(Shop.WALLET) + "/statement?from=2026-02-30")
                        .body())
                .contains("A day is written like");
        assertThat(get("/accounts/" + shop.account(Shop.WALLET) + "/statement?from=2026-03-02&to=2026-03-01")
                        .body())
                .contains("The last day must not be before the first");
    }

    @Test
    void lists_are_paged_by_place_and_filtered_in_the_address() {
        String first = get("/transactions?kind=transfers").body();
        assertThat(first).contains("kind=transfers&amp;before=", "aria-current=\"true\"");
        String reversals = get("/transactions?kind=reversals").body();
        assertThat(reversals).contains("Invoice 77 was paid twice").doesNotContain("Order 1001");
        assertThat(get("/transactions/" + shop.reversed()).body())
                .contains("What came of it", "Invoice 77 was paid twice");
        assertThat(get("/holds?status=captured").body()).contains("No hold came to this end");
        for (String odd : List.of(
                "/accounts/" + shop.account(Shop.WALLET) + "?before=999999999999999999",
                "/accounts/" + shop.account(Shop.WALLET) + "?before=1",
                "/accounts/" + shop.account(Shop.WALLET) + "?before=x&at=2026-11-01&after=9.9",
                "/accounts/" + shop.account(Shop.WALLET) + "/statement?known=999999999999999999&after=1.1",
                "/accounts?under=a&after=%00",
                "/transactions?before=999999999999999999&kind=none",
                "/holds?before=hold_0000g00000001&status=none",
                "/holds?status=expired&before=999999999999999999",
                "/periods?before=999999999999999999",
                "/proof?before=999999999999999999",
                "/search?q=%00")) {
            assertThat(get(odd).status()).as(odd).isIn(200, 303, 404);
        }
        assertThat(get("/search?q=%FF").status()).isEqualTo(400);
        assertThat(get("/periods").body()).contains("October is done", "Closed");
    }
}
