package io.bursar.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.api.WebSettings;
import io.bursar.console.Tab.Look;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The console as people meet it: in a browser, on a desk and on a phone, by day and by night. Pictures of all pages are
 * left in target/pictures, to be looked at.
 */
@Tag("slow")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleBrowserTest {
    private final RunningBursar bursar = RunningBursar.startOwn();
    private final Shop shop = Shop.open(bursar);
    private final Shop.Tenant tenant = shop.tenant("Casa Ines");
    private final Map<String, String> pages = new LinkedHashMap<>();
    private final Chromium chromium;
    private final Tab tab;

    ConsoleBrowserTest() throws IOException {
        chromium = Chromium.start();
        tab = chromium.open();
    }

    @BeforeAll
    void sign_in() {
        String transaction = shop.payment();
        tab.go(link());
        tab.leads(() -> tab.press("Enter"));
        assertThat(tab.text("location.pathname")).isEqualTo("/");
        pages.put("trial-balance", "/");
        pages.put("accounts", "/accounts");
        pages.put("trial-balance-past", "/?at=2026-11-10");
        pages.put("sums", "/accounts?sum=yes");
        pages.put("account-past", "/accounts/" + shop.account(Shop.WALLET) + "?at=2026-11-18");
        pages.put("folder", "/accounts?under=users/42/");
        pages.put("account", "/accounts/" + shop.account(Shop.WALLET));
        pages.put("transaction", "/transactions/" + transaction);
        pages.put("holds", "/holds");
        pages.put("hold", "/holds/" + shop.hold());
        pages.put("overdrawn", "/overdrawn");
        pages.put("transactions", "/transactions");
        pages.put("transactions-reversals", "/transactions?kind=reversals");
        pages.put("transaction-reversed", "/transactions/" + shop.reversed());
        pages.put("holds-captured", "/holds?status=captured");
        pages.put("periods", "/periods");
        pages.put("proof", "/proof");
        pages.put("sums-past", "/accounts?sum=yes&under=users/&at=2026-11-10");
        String statement = "/accounts/" + shop.account(Shop.WALLET) + "/statement?from=2026-11-01&to=2026-11-30";
        pages.put("statement", statement);
        pages.put("statement-paper", statement + "&print=yes");
        pages.put("runbook", "/runbooks/ledger-imbalance");
        pages.put("books", "/books");
        String theirs = "/books/" + tenant.number();
        pages.put("tenant", theirs);
        pages.put("tenant-account", theirs + "/accounts/" + tenant.account());
        pages.put("tenant-transaction", theirs + "/transactions/" + tenant.transaction());
        pages.put("tenant-holds", theirs + "/holds");
        pages.put("tenant-periods", theirs + "/periods");
        pages.put("search", "/search");
        pages.put("search-found", "/search?q=Batch+7");
        pages.put("search-nothing", "/search?q=nothing-is-called-so");
        pages.put("missing", "/accounts/acct_0000g00000000");
    }

    @AfterAll
    void stop() {
        chromium.close();
        bursar.close();
    }

    private URI link() {
        return SignInLinks.on(bursar.database())
                .first(bursar.bean(WebSettings.class).publicUrl());
    }

    @TestFactory
    Stream<DynamicTest> every_page_is_fit_to_be_seen() {
        return pages.entrySet().stream()
                .flatMap(page -> Stream.of(Look.values())
                        .map(look -> DynamicTest.dynamicTest(
                                page.getKey() + " " + look, () -> see(tab, page.getKey(), page.getValue(), look))));
    }

    private void see(Tab seen, String name, String path, Look look) {
        seen.look(look);
        seen.forgetChoices();
        seen.complaints();
        seen.go(bursar.url(path));
        seen.picture(name + "-" + look.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        boolean isMissing = name.equals("missing");
        assertThat(seen.complaints())
                .as("what %s wrote to the browser's console", path)
                .allMatch(said -> isMissing && said.contains("status of 404"));
        if (look == Look.DESKTOP_LIGHT || look == Look.PHONE_DARK) {
            assertThat(seen.hindrances()).as("what hinders people on %s", path).isEmpty();
        }
        assertThat(seen.overflow()).as("sideways scrolling of %s", path).isZero();
    }

    @TestFactory
    Stream<DynamicTest> the_pages_before_signing_in_are_fit_to_be_seen() {
        Tab stranger = chromium.open();
        return Stream.of(Look.values())
                .flatMap(look -> Stream.of(
                        DynamicTest.dynamicTest("sign in " + look, () -> {
                            String path = link().toString()
                                    .substring(bursar.url("").toString().length());
                            see(stranger, "sign-in", path, look);
                        }),
                        DynamicTest.dynamicTest("ask for a link " + look, () -> {
                            stranger.look(look);
                            stranger.go(bursar.url("/holds"));
                            stranger.picture("ask-for-link-"
                                    + look.name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', '-'));
                            assertThat(stranger.text("document.body.innerText")).contains("./bursar console");
                            assertThat(stranger.hindrances()).isEmpty();
                        })));
    }

    @Test
    void keys_alone_lead_everywhere() {
        tab.look(Look.DESKTOP_LIGHT);
        tab.forgetChoices();
        tab.go(bursar.url("/"));
        tab.press("?");
        tab.await("document.querySelector('#keys').open");
        assertThat(tab.hindrances()).as("in the list of keys").isEmpty();
        tab.press("Escape");
        tab.await("!document.querySelector('#keys').open");
        Map<String, String> rooms = new LinkedHashMap<>(Map.of(
                "a", "/accounts", "h", "/holds", "o", "/overdrawn", "d", "/doctor", "b", "/", "t", "/transactions"));
        rooms.putAll(Map.of("p", "/periods", "v", "/proof", "k", "/books"));
        for (var room : rooms.entrySet()) {
            tab.leads(() -> tab.press("g", room.getKey()));
            assertThat(tab.text("location.pathname")).isEqualTo(room.getValue());
        }
        tab.leads(() -> tab.press("g", "h"));
        tab.press("j");
        assertThat(tab.text("document.activeElement.className")).contains("row-link");
        tab.leads(() -> tab.press("Enter"));
        assertThat(tab.text("location.pathname")).startsWith("/holds/hold_");
        String theme = tab.text("document.documentElement.dataset.bsTheme");
        tab.press("t");
        assertThat(tab.text("document.documentElement.dataset.bsTheme")).isNotEqualTo(theme);
        tab.press("t", "z");
        assertThat(tab.text("document.querySelector('#zone').textContent")).isNotEqualTo("UTC");
        assertThat(tab.text("document.querySelector('time').title")).contains(" Asia/");
        tab.press("z");
        assertThat(tab.text("document.querySelector('time').title")).contains(" UTC (");
        assertThat(tab.text("document.querySelector('time').textContent")).matches("just now|.* (s|min) ago");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void the_first_stop_of_tab_skips_to_the_content() {
        tab.look(Look.DESKTOP_LIGHT);
        tab.go(bursar.url("/accounts"));
        tab.press("Tab");
        assertThat(tab.text("document.activeElement.className")).isEqualTo("skip");
        tab.press("Enter");
        tab.await("document.activeElement.id === 'main'");
    }

    @TestFactory
    Stream<DynamicTest> one_field_finds_an_id_a_path_a_key_and_a_reference() {
        String hold = shop.hold();
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put(hold, "/holds/" + hold);
        wanted.put(Shop.WALLET.path(), "/accounts/acct_");
        wanted.put(Shop.KEY, "/transactions/tx_");
        wanted.put(Shop.REFERENCE, "/transactions/tx_");
        wanted.put("403199", "/transactions/tx_");
        return wanted.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    tab.look(Look.DESKTOP_LIGHT);
                    tab.go(bursar.url("/"));
                    tab.press("/");
                    tab.type(each.getKey());
                    tab.leads(() -> tab.press("Enter"));
                    assertThat(tab.text("location.pathname")).startsWith(each.getValue());
                }));
    }

    @Test
    void what_is_booked_appears_by_itself() {
        tab.look(Look.DESKTOP_LIGHT);
        tab.go(bursar.url("/accounts/" + shop.account(Shop.WALLET)));
        assertThat(tab.text("document.body.innerText")).doesNotContain("Order 5555");
        shop.sell(4_555);
        tab.await("document.body.innerText.includes('Order 5555')");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void what_is_being_read_does_not_jump_and_news_is_told() {
        tab.look(Look.DESKTOP_LIGHT);
        tab.go(bursar.url("/transactions"));
        tab.ask("scrollTo(0, 500)");
        shop.sell(4_600);
        tab.await("!document.querySelector('#newer').hidden");
        assertThat(tab.text("document.body.innerText")).doesNotContain("Order 5600");
        tab.click("#newer");
        tab.await("document.body.innerText.includes('Order 5600')");
        assertThat(tab.text("document.querySelector('#newer').hidden")).isEqualTo("true");
    }

    @Test
    void a_day_is_asked_for_and_answered_and_one_that_is_none_is_told() {
        tab.look(Look.DESKTOP_LIGHT);
        String account = shop.account(Shop.WALLET);
        tab.go(bursar.url("/accounts/" + account));
        tab.ask("document.querySelector('[name=at]').value = '2026-11-05'");
        tab.leads(() -> tab.click(".asof-form button"));
        String balance = shop.balanceAt(Shop.WALLET, "2026-11-05");
        assertThat(tab.text("document.querySelector('.tiles .money').innerText"))
                .isEqualTo(balance + " INR");
        assertThat(tab.text("document.querySelector('.tie').innerText")).contains("Opening", balance);
        tab.leads(() -> tab.click(".asof-form a"));
        assertThat(tab.text("location.search")).isEmpty();
        tab.go(bursar.url("/accounts/" + account + "?at=2026-02-30"));
        assertThat(tab.text("document.querySelector('.problem').innerText")).contains("A day is written like");
    }

    @Test
    void the_doctor_is_asked_and_answers_on_the_page() {
        for (Look look : Look.values()) {
            see(tab, "doctor-never", "/doctor", look);
        }
        tab.leads(() -> tab.click("main button[type=submit]"));
        tab.await("document.body.innerText.includes('Clean')");
        for (Look look : Look.values()) {
            see(tab, "doctor", "/doctor", look);
        }
    }

    @Test
    void damage_is_told_with_what_to_do_and_a_look_under_way_with_how_far_it_is() throws SQLException {
        Shop.Tenant victim = shop.tenant("Broken & Sons");
        String doctor = "/books/" + victim.number() + "/doctor";
        String log = "ledger.log_" + victim.number() + "_0";
        tab.look(Look.DESKTOP_LIGHT);
        tab.go(bursar.url(doctor));
        try (Connection superuser = bursar.superuser().connect();
                Statement statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("UPDATE " + log + " SET amount = amount + 1 WHERE kind = 1");
            superuser.setAutoCommit(false);
            statement.execute("LOCK TABLE " + log + " IN ACCESS EXCLUSIVE MODE");
            tab.leads(() -> tab.click("main button[type=submit]"));
            for (Look look : List.of(Look.DESKTOP_LIGHT, Look.PHONE_DARK)) {
                see(tab, "doctor-looking", doctor, look);
            }
            assertThat(tab.text("document.querySelector('main').innerText")).contains("Examining…", "Read 0 of ");
            superuser.rollback();
        }
        tab.await("document.body.innerText.includes('Damaged')");
        for (Look look : Look.values()) {
            see(tab, "doctor-damaged", doctor, look);
        }
        assertThat(tab.text("document.querySelector('main').innerText")).contains("What to do.", "row ");
        tab.leads(() -> tab.click(".advice a"));
        assertThat(tab.text("location.pathname")).contains("/runbooks/ledger-");
        assertThat(tab.text("document.querySelector('h1').innerText")).startsWith("Ledger");
    }

    @Test
    void another_book_is_chosen_at_the_head_and_stays_in_the_address() {
        tab.look(Look.DESKTOP_LIGHT);
        tab.go(bursar.url("/"));
        tab.click(".switch summary");
        tab.leads(() -> tab.click(".switch li:nth-child(2) a"));
        String theirs = "/books/" + tenant.number();
        assertThat(tab.text("location.pathname")).isEqualTo(theirs);
        assertThat(tab.text("document.querySelector('.tenant').innerText")).contains("Casa Ines");
        assertThat(tab.text("document.title")).contains("Casa Ines");
        for (String key : List.of("a", "t", "p", "v", "d", "o", "h", "b")) {
            tab.leads(() -> tab.press("g", key));
            assertThat(tab.text("location.pathname")).startsWith(theirs);
        }
        tab.press("/");
        tab.type("guests/ines");
        tab.leads(() -> tab.press("Enter"));
        assertThat(tab.text("location.pathname")).isEqualTo(theirs + "/accounts/" + tenant.account());
        tab.leads(() -> tab.click(".rows tbody td"));
        assertThat(tab.text("location.pathname")).isEqualTo(theirs + "/transactions/" + tenant.transaction());
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void a_checkpoint_is_signed_and_found_on_the_transaction_that_it_covers() {
        tab.look(Look.DESKTOP_LIGHT);
        tab.go(bursar.url("/proof"));
        tab.await("!document.querySelector('main button[type=submit]').disabled");
        tab.leads(() -> tab.click("main button[type=submit]"));
        assertThat(tab.text("document.querySelector('main').innerText"))
                .contains("./bursar export book", "--checkpoint", "--key ");
        for (Look look : Look.values()) {
            see(tab, "proof-signed", "/proof", look);
        }
        tab.go(bursar.url("/transactions/" + shop.reversed()));
        assertThat(tab.text("document.querySelector('#proof').innerText")).contains("signed", "Batch");
        assertThat(tab.text("document.querySelector('#came').innerText")).contains("Reversal", "750.00 USD");
        tab.leads(() -> tab.click("#came a"));
        assertThat(tab.text("document.querySelector('main').innerText")).contains("Reverses", shop.reversed());
    }

    @Test
    void a_row_of_the_t_leads_to_its_transaction_and_older_rows_to_a_page() {
        tab.look(Look.PHONE_LIGHT);
        tab.go(bursar.url("/accounts/" + shop.account(Shop.WALLET)));
        tab.leads(() -> tab.click("a[rel=next]"));
        assertThat(tab.text("location.search")).startsWith("?before=");
        tab.leads(() -> tab.click(".rows tbody td"));
        assertThat(tab.text("location.pathname")).startsWith("/transactions/");
    }
}
