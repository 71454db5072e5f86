package io.bursar.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.api.WebSettings;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who gets in, and what stays closed. */
class SignInTest {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

    private final RunningBursar bursar = RunningBursar.shared();
    private final URI home = bursar.bean(WebSettings.class).publicUrl();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private URI link() {
        return SignInLinks.on(bursar.database()).first(home);
    }

    private String token() {
        return link().getQuery().substring("token=".length());
    }

    private HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(bursar.url(path)).GET(), headers);
    }

    private HttpResponse<String> post(String path, String form, String... headers) {
        return send(
                HttpRequest.newBuilder(bursar.url(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)),
                headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private HttpResponse<String> enter(String token) {
        return post("/sign-in", "token=" + token, "Origin", home.toString());
    }

    /** Signs in. @return the cookie as a browser sends it back */
    private String cookie() {
        HttpResponse<String> entered = enter(token());
        assertThat(entered.statusCode()).as(entered.body()).isEqualTo(303);
        String set = entered.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("HttpOnly", "SameSite=Strict", "Path=/");
        return set.substring(0, set.indexOf(';'));
    }

    private String formToken(String cookie) {
        Matcher found = FORM_TOKEN.matcher(get("/", "Cookie", cookie).body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void a_link_lets_one_browser_in_once() {
        String token = token();
        HttpResponse<String> seen = get("/sign-in?token=" + token);
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(get("/sign-in?token=" + token).body())
                .as("looking does not use it")
                .contains(token);
        assertThat(enter(token).statusCode()).isEqualTo(303);
        HttpResponse<String> again = enter(token);
        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.body()).contains("This link does not work any more", "./bursar console");
        assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void an_old_link_and_a_made_up_one_let_nobody_in() {
        String token = token();
        JdbcClient owner = JdbcClient.create(bursar.superuser().dataSource());
        owner.sql("UPDATE console.sign_in_link SET expires_at = clock_timestamp() WHERE used_at IS NULL")
                .update();
        assertThat(enter(token).statusCode()).isEqualTo(401);
        assertThat(enter("A".repeat(43)).statusCode()).isEqualTo(401);
        assertThat(enter("short").statusCode()).isEqualTo(401);
    }

    @Test
    void neither_links_nor_sessions_are_kept_in_the_clear() {
        String token = token();
        assertThat(enter(token).statusCode()).isEqualTo(303);
        String kept = bursar.bean(JdbcClient.class)
                .sql("SELECT string_agg(l::text, ' ') FROM console.sign_in_link l")
                .query(String.class)
                .single();
        assertThat(kept).doesNotContain(token).contains("\\x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/accounts",
                "/accounts/acct_0000g00000001",
                "/transactions/tx_0000g00000001",
                "/holds",
                "/holds/hold_0000g00000001",
                "/overdrawn",
                "/doctor",
                "/search?q=a",
                "/live",
                "/sign-out",
                "/sign-in/more",
                "/accounts/../accounts",
                "/%61ccounts",
                "/accounts;x=1",
                "//accounts",
                "/accounts/",
                "/./accounts",
                "/accounts/%2e%2e/v1/chart",
                "/assets/../v1/chart",
                "/assets/x/../../v1/chart",
                "/assets/..;/v1/chart"
            })
    void nothing_is_shown_to_a_stranger(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401, 404);
        assertThat(answer.body()).doesNotContain("<table", "patterns", "Sign out");
    }

    @Test
    void an_api_key_opens_no_page_and_a_session_no_route_of_the_api() {
        String key = bursar.keyWithoutRights();
        for (String path : new String[] {"/", "/accounts", "/%61ccounts", "/accounts;x=1"}) {
            HttpResponse<String> answer = get(path, "Authorization", "Bearer " + key);
            assertThat(answer.statusCode()).as(path).isIn(401, 403, 404);
            assertThat(answer.body()).doesNotContain("<table");
        }
        String cookie = cookie();
        for (String path : new String[] {"/v1/chart", "/accounts/../v1/chart", "/accounts/%2e%2e/v1/chart"}) {
            assertThat(get(path, "Cookie", cookie).statusCode()).as(path).isIn(400, 401, 404);
        }
    }

    @Test
    void a_session_survives_until_it_is_ended_and_then_shows_nothing() {
        String cookie = cookie();
        assertThat(get("/", "Cookie", cookie).body()).contains("Trial balance", "Test mode");
        HttpResponse<String> out =
                post("/sign-out", "form=" + formToken(cookie), "Cookie", cookie, "Origin", home.toString());
        assertThat(out.statusCode()).isEqualTo(303);
        HttpResponse<String> after = get("/", "Cookie", cookie);
        assertThat(after.statusCode()).isEqualTo(401);
        assertThat(after.body()).contains("Your session is over");
    }

    @Test
    void a_page_in_the_background_is_told_that_the_session_is_over() {
        HttpResponse<String> answer = get("/live?after=0", "HX-Request", "true");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Refresh")).contains("true");
    }

    @Test
    void live_updates_do_not_keep_a_session_alive() {
        String cookie = cookie();
        JdbcClient owner = JdbcClient.create(bursar.superuser().dataSource());
        owner.sql("UPDATE console.session SET seen_at = clock_timestamp() - interval '119 minutes'")
                .update();
        assertThat(get("/live?after=0", "Cookie", cookie, "HX-Request", "true").statusCode())
                .isEqualTo(200);
        owner.sql("UPDATE console.session SET seen_at = seen_at - interval '2 minutes'")
                .update();
        assertThat(get("/", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    /** Each row: the header Origin, the header Sec-Fetch-Site, whose form token; what comes of it. */
    @ParameterizedTest
    @CsvSource({
        "own,      ,            own,  303",
        "own,      same-origin, own,  303",
        ",         same-origin, own,  303",
        ",         ,            own,  403",
        "https://elsewhere.example, , own, 403",
        "own,      cross-site,  own,  403",
        "own,      same-site,   own,  403",
        "null,     same-origin, own,  403",
        "own,      same-origin, none, 403",
        "own,      same-origin, else, 403"
    })
    void a_form_is_taken_only_from_our_own_page(String origin, String site, String form, int status) {
        String cookie = cookie();
        String token = Map.of("own", formToken(cookie), "none", "", "else", formToken(cookie()))
                .get(form);
        HttpRequest.Builder request = HttpRequest.newBuilder(bursar.url("/doctor"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString(form.equals("none") ? "" : "form=" + token));
        if (origin != null) {
            request.header("Origin", origin.equals("own") ? home.toString() : origin);
        }
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        assertThat(send(request).statusCode()).isEqualTo(status);
    }

    @Test
    void pages_may_load_nothing_from_elsewhere_and_are_not_kept() {
        HttpResponse<String> page = get("/", "Cookie", cookie());
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.body()).doesNotContain("<script>", " style=", " onclick", "https://");
    }

    @Test
    void files_are_named_by_their_content_and_kept_for_ever() {
        Matcher file = Pattern.compile("/assets/[0-9a-f]{12}/tabler\\.css").matcher(get("/").body());
        assertThat(file.find()).isTrue();
        HttpResponse<String> found = get(file.group());
        assertThat(found.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(get("/assets/000000000000/tabler.css").headers().firstValue("Cache-Control"))
                .contains("no-store");
        assertThat(get("/assets/000000000000/application.properties").statusCode())
                .isEqualTo(404);
    }

    /** What somebody planted in the browser before is not what signs in, and ends with it. */
    @Test
    void signing_in_makes_a_new_session_and_ends_the_one_that_was_there() {
        String planted = cookie();
        HttpResponse<String> entered =
                post("/sign-in", "token=" + token(), "Origin", home.toString(), "Cookie", planted);
        assertThat(entered.statusCode()).isEqualTo(303);
        String set = entered.headers().firstValue("Set-Cookie").orElseThrow();
        String own = set.substring(0, set.indexOf(';'));
        assertThat(own).isNotEqualTo(planted);
        assertThat(get("/", "Cookie", own).statusCode()).isEqualTo(200);
        assertThat(get("/", "Cookie", planted).statusCode())
                .as("the planted one")
                .isEqualTo(401);
        String madeUp = planted.substring(0, planted.indexOf('=') + 1) + "A".repeat(43);
        assertThat(get("/", "Cookie", madeUp).statusCode())
                .as("a session is never what a browser says it is")
                .isEqualTo(401);
    }

    /** Two cookies of one name, as a sibling address may plant one: the form must belong to the one that counts. */
    @Test
    void of_two_cookies_neither_acts_by_the_others_form() {
        String ours = cookie();
        String theirs = cookie();
        HttpResponse<String> answer =
                post("/doctor", "form=" + formToken(theirs), "Cookie", ours + "; " + theirs, "Origin", home.toString());
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void of_many_who_use_a_link_at_once_one_gets_in() {
        String token = token();
        List<CompletableFuture<Integer>> tries = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> enter(token).statusCode()))
                .toList();
        assertThat(tries.stream().map(CompletableFuture::join).toList())
                .containsOnlyOnce(303)
                .containsOnly(303, 401);
    }

    @Test
    void the_cookie_belongs_to_one_address_and_behind_tls_to_nothing_else() {
        ConsoleDoor.SessionCookie plain = ConsoleDoor.SessionCookie.at(URI.create("http://127.0.0.1:8780"));
        Cookie here = plain.of(Token.random(new SecureRandom()));
        assertThat(here.getName()).isEqualTo("bursar_console_8780");
        assertThat(here.getSecure()).as("a browser would not send it over http").isFalse();
        ConsoleDoor.SessionCookie behindTls = ConsoleDoor.SessionCookie.at(URI.create("https://books.example"));
        for (Cookie cookie : List.of(behindTls.of(Token.random(new SecureRandom())), behindTls.gone())) {
            assertThat(cookie.getName()).isEqualTo("__Host-bursar_console");
            assertThat(cookie.getSecure()).isTrue();
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getPath()).isEqualTo("/");
            assertThat(cookie.getDomain()).isNull();
            assertThat(cookie.getAttribute("SameSite")).isEqualTo("Strict");
        }
    }

    /** Everything that does something, in every book, asks for the form of this session, also when htmx sends it. */
    @ParameterizedTest
    @ValueSource(strings = {"/doctor", "/proof", "/sign-out", "/books/1/doctor", "/books/1/proof"})
    void no_deed_without_the_sessions_own_form(String path) {
        String cookie = cookie();
        String[][] wrong = {
            {"form=" + formToken(cookie()), "Origin", home.toString()},
            {"", "Origin", home.toString()},
            {"form=" + formToken(cookie), "Origin", "https://elsewhere.example"},
            {"form=" + formToken(cookie), "X-Nothing", "of where it comes from"}
        };
        for (String[] request : wrong) {
            HttpResponse<String> answer =
                    post(path, request[0], "Cookie", cookie, request[1], request[2], "HX-Request", "true");
            assertThat(answer.statusCode()).as("%s", List.of(request)).isEqualTo(403);
        }
        assertThat(get("/", "Cookie", cookie).statusCode())
                .as("still signed in")
                .isEqualTo(200);
        assertThat(post(path, "form=" + formToken(cookie), "Origin", home.toString())
                        .statusCode())
                .as("without a session")
                .isEqualTo(401);
        assertThat(get(path + "?form=" + formToken(cookie), "Cookie", cookie).statusCode())
                .as("looking does nothing")
                .isIn(200, 404);
    }

    @Test
    void every_answer_forbids_what_pages_do_not_need() {
        String cookie = cookie();
        for (String path : List.of("/", "/sign-in?token=" + token(), "/proof", "/books/9/holds")) {
            HttpResponse<String> page = get(path, "Cookie", cookie);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.headers().firstValue("Referrer-Policy")).contains("same-origin");
            assertThat(page.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void a_file_is_for_who_is_signed_in() {
        assertThat(get("/accounts?format=csv").statusCode()).isEqualTo(401);
        HttpResponse<String> file = get("/accounts?format=csv", "Cookie", cookie());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
                .isEqualTo("attachment; filename=\"accounts.csv\"");
        assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(file.body()).startsWith("account,path,currency,");
    }

    @Test
    void other_methods_are_refused() {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(bursar.url("/accounts")).method("DELETE", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }
}
