package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Balances, sums and statements as of other times than now, over REST. */
class TwoTimesApiTest {
    private final RunningBursar bursar = Books.open();

    /** Minor units, and when they take effect. */
    private Reply pay(String debit, String credit, long minor, String effectiveAt) {
        return bursar.post("/v1/transactions")
                .key(RunningBursar.unique("times"))
                .json("{'legs':[{'debit':'%s','credit':'%s','amount':%d,'currency':'inr'}],'effective_at':'%s'}"
                        .formatted(debit, credit, minor, effectiveAt))
                .expect(201);
    }

    private Reply balance(String id, String query) {
        return bursar.get("/v1/accounts/" + id + "/balance" + query).expect(200);
    }

    @Test
    void a_balance_counts_what_took_effect_by_a_time_as_known_at_a_time() {
        String wallet = Books.wallet(0);
        pay("world", wallet, 1_000, "2026-03-01T10:00:00Z");
        String id = Books.accountId(wallet);
        String before = balance(id, "").at("/known_at").asString();
        String late = pay("world", wallet, 300, "2026-02-01T00:00:00Z").id();

        assertThat(balance(id, "?as_of=2026-02-28").at("/posted").asLong()).isEqualTo(300);
        assertThat(balance(id, "?as_of=2026-01-31").at("/posted").asLong()).isZero();
        assertThat(balance(id, "?as_of=2026-01-31T23:59:59.999999Z")
                        .at("/posted")
                        .asLong())
                .isZero();
        assertThat(balance(id, "?as_of=2026-02-01T00:00:00Z").at("/posted").asLong())
                .isEqualTo(300);
        assertThat(balance(id, "?as_of=2026-02-28&known_at=" + before)
                        .at("/posted")
                        .asLong())
                .isZero();
        Reply known = balance(id, "?as_of=2026-12-31&known_at=" + late);
        assertThat(known.at("/posted").asLong()).isEqualTo(1_300);
        assertThat(known.at("/credits").asLong()).isEqualTo(1_300);
        assertThat(known.at("/debits").asLong()).isZero();
        assertThat(known.at("/as_of").asString()).isEqualTo("2026-12-31T23:59:59.999999Z");
        assertThat(balance(id, "?known_at=2020-01-01").at("/posted").asLong()).isZero();
    }

    @Test
    void wrong_times_are_named() {
        String id = Books.accountId(Books.wallet(5));
        String url = "/v1/accounts/" + id;
        bursar.get(url + "/balance?as_of=yesterday").send().expectError(400, "parameter_invalid", "as_of");
        bursar.get(url + "/balance?as_of=2026-02-30").send().expectError(400, "parameter_invalid", "as_of");
        bursar.get(url + "/balance?known_at=tx_0000000000000").send().expectError(400, "parameter_invalid", "known_at");
        bursar.get(url + "/statement?from=2026-02-01&to=2026-02-01").send().expectError(400, "parameter_invalid", "to");
        bursar.get(url + "/statement?format=pdf").send().expectError(400, "parameter_invalid", "format");
        bursar.get(url + "/statement?format=csv&limit=3").send().expectError(400, "parameter_unsupported", "format");
        bursar.get(url + "/statement?starting_after=ent_0000g00000001d")
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
        bursar.get("/v1/balances/sum?path=users/42").send().expectError(400, "parameter_invalid", "path");
        bursar.get("/v1/trial_balance?as_of=1969-01-01").send().expectError(400, "parameter_invalid", "as_of");
    }

    @Test
    void sums_of_a_group_are_by_currency_and_kind_now_and_then() {
        String user = "users/" + RunningBursar.unique("group");
        pay("world", user + "/wallet", 700, "2026-04-02T00:00:00Z");
        pay(user + "/wallet", "fees", 50, "2026-04-05T00:00:00Z");
        Reply now = bursar.get("/v1/balances/sum?path=" + user + "/*").expect(200);
        assertThat(now.at("/path").asString()).isEqualTo(user + "/*");
        assertThat(now.at("/lines/0/balance").asLong()).isEqualTo(650);
        assertThat(now.at("/lines/0/held_debits_minus_credits").asLong()).isZero();
        Reply then = bursar.get("/v1/balances/sum?path=" + user + "/*&as_of=2026-04-04")
                .expect(200);
        assertThat(then.at("/lines/0/balance").asLong()).isEqualTo(700);
        assertThat(then.at("/lines/0/kind").asString()).isEqualTo("liability");
        assertThat(then.at("/lines/0/held_debits_minus_credits").isNull()).isTrue();
        assertThat(bursar.get("/v1/balances/sum?path=nobody/*")
                        .expect(200)
                        .at("/lines")
                        .size())
                .isZero();
    }

    @Test
    void a_trial_balance_of_the_past_balances() {
        Books.wallet(10);
        for (String query : List.of("", "?as_of=2026-03-15", "?known_at=2020-01-01", "?as_of=2026-03-15T12:00:00Z")) {
            Reply totals = bursar.get("/v1/trial_balance" + query).expect(200);
            assertThat(totals.at("/balanced").asBoolean()).isTrue();
        }
    }

    private List<JsonNode> pages(String url) {
        List<JsonNode> movements = new ArrayList<>();
        Reply page = bursar.get(url).expect(200);
        page.at("/movements/data").forEach(movements::add);
        while (page.at("/movements/has_more").asBoolean()) {
            page = bursar.get(url + "&starting_after="
                            + movements.getLast().at("/id").asString())
                    .expect(200);
            page.at("/movements/data").forEach(movements::add);
        }
        return movements;
    }

    @Test
    void a_statement_ties_page_by_page_in_order_of_effect() {
        String wallet = Books.wallet(0);
        pay("world", wallet, 5_000, "2026-05-31T23:59:59.999999Z");
        for (int i = 20; i > 0; i--) {
            pay(wallet, "fees", i, "2026-06-%02dT00:00:00Z".formatted(i));
            // Others' rows lie between, so that a page's last row and the next are not neighbours.
            Books.wallet(1);
        }
        pay("world", wallet, 9, "2026-07-01T00:00:00Z");
        String url = "/v1/accounts/" + Books.accountId(wallet) + "/statement?from=2026-06-01&to=2026-07-01";
        Reply statement = bursar.get(url).expect(200);
        assertThat(statement.at("/opening").asLong()).isEqualTo(5_000);
        assertThat(statement.at("/in").asLong()).isZero();
        assertThat(statement.at("/out").asLong()).isEqualTo(210);
        assertThat(statement.at("/closing").asLong()).isEqualTo(4_790);
        List<JsonNode> movements =
                pages(url + "&limit=7&known_at=" + statement.at("/known_at").asString());
        assertThat(movements).hasSize(20);
        long balance = 5_000;
        for (int i = 0; i < 20; i++) {
            balance -= i + 1;
            assertThat(movements.get(i).at("/change").asLong()).isEqualTo(-(i + 1));
            assertThat(movements.get(i).at("/balance").asLong()).isEqualTo(balance);
        }
    }

    @Test
    void history_pages_go_on_where_others_rows_lie_between() {
        String wallet = Books.wallet(100);
        for (int i = 0; i < 5; i++) {
            Books.transfer(wallet, "fees", 1).expect(201);
            Books.wallet(1);
        }
        String url = "/v1/accounts/" + Books.accountId(wallet) + "/history?limit=2";
        Reply first = bursar.get(url).expect(200);
        Reply second = bursar.get(
                        url + "&starting_after=" + first.at("/data/1/id").asString())
                .expect(200);
        assertThat(second.at("/data/0/balance").asLong()).isEqualTo(97);
        assertThat(second.at("/has_more").asBoolean()).isTrue();
    }

    @Test
    void a_statement_is_a_csv_too() {
        String wallet = Books.wallet(0);
        pay("world", wallet, 5_000, "2026-05-01T00:00:00Z");
        for (int i = 0; i < 4; i++) {
            many(wallet);
        }
        String url = "/v1/accounts/" + Books.accountId(wallet) + "/statement?from=2026-06-01&to=2026-07-01&format=csv";
        Reply csv = bursar.get(url).expect(200);
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=utf-8");
        assertThat(csv.header("Content-Disposition")).startsWith("attachment; filename=\"statement-acct_");
        List<String> lines = csv.text().lines().toList();
        assertThat(lines).hasSize(1 + 1 + 1_200 + 1);
        assertThat(lines.get(0)).startsWith("row,effective_at,recorded_at,entry,transaction,type,");
        assertThat(lines.get(1)).startsWith("opening,2026-06-01T00:00:00Z,,").endsWith(",,,,5000,inr");
        assertThat(lines.get(2)).contains(",transfer,fees,\"'=1+1, \"\"x\"\"\",,1,4999,inr");
        assertThat(lines.getLast()).startsWith("closing,2026-07-01T00:00:00Z,").endsWith(",,0,1200,3800,inr");
    }

    /** 300 payments of 1 in one request, in June. */
    private void many(String wallet) {
        List<String> legs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            legs.add("{'debit':'%s','credit':'fees','amount':1,'currency':'inr'}".formatted(wallet));
        }
        bursar.post("/v1/transactions")
                .key(RunningBursar.unique("many"))
                .json("{'legs':[%s],'effective_at':'2026-06-05T00:00:00Z','reference':'=1+1, \\\"x\\\"'}"
                        .formatted(String.join(",", legs)))
                .expect(201);
    }
}
