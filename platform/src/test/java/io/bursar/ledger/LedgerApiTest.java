package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import org.junit.jupiter.api.Test;

/** Each route once, as it is meant to be used. */
class LedgerApiTest {
    private final RunningBursar bursar = Books.open();

    @Test
    void the_chart_in_force_is_shown() {
        Reply chart = bursar.get("/v1/chart").expect(200);
        assertThat(chart.at("/patterns/3/path").asString()).isEqualTo("users/{user}/wallet");
        assertThat(chart.at("/patterns/3/kind").asString()).isEqualTo("liability");
        assertThat(chart.at("/patterns/3/floor").asLong()).isZero();
        assertThat(chart.at("/patterns/3/ceiling").isNull()).isTrue();
    }

    @Test
    void a_transaction_is_booked_and_found_by_id_and_key() {
        String wallet = Books.wallet(0);
        String key = RunningBursar.unique("order");
        Reply booked = bursar.post("/v1/transactions")
                .key(key)
                .json("{'legs':[{'debit':'world','credit':'" + wallet + "','amount':5000}],'currency':'inr',"
                        + "'reference':'order 7','metadata':{'cart':'c-1'},"
                        + "'effective_at':'2026-01-02T03:04:05.678901+05:30'}")
                .expect(201);
        assertThat(booked.id()).startsWith("tx_");
        assertThat(booked.at("/type").asString()).isEqualTo("transfer");
        assertThat(booked.at("/legs/0/credit_balance").asLong()).isEqualTo(5_000);
        assertThat(booked.at("/effective_at").asString()).isEqualTo("2026-01-01T21:34:05.678901Z");
        assertThat(booked.at("/metadata/cart").asString()).isEqualTo("c-1");
        assertThat(booked.at("/idempotency_key").asString()).isEqualTo(key);

        assertThat(bursar.get("/v1/transactions/" + booked.id()).expect(200).text())
                .isEqualTo(booked.text());
        Reply byKey = bursar.get("/v1/transactions?key=" + key).expect(200);
        assertThat(byKey.at("/data/0/id").asString()).isEqualTo(booked.id());
        assertThat(byKey.at("/has_more").asBoolean()).isFalse();
        assertThat(bursar.get("/v1/transactions?key=never-used")
                        .expect(200)
                        .at("/data")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void a_form_says_the_same_as_json() {
        String wallet = Books.wallet(0);
        Reply booked = bursar.post("/v1/transactions")
                .key(RunningBursar.unique("form"))
                .form("legs[0][debit]=world&legs[0][credit]=" + wallet + "&legs[0][amount]=700&currency=inr"
                        + "&metadata[a%20b]=c+d&effective_at=1767225600")
                .expect(201);
        assertThat(booked.at("/legs/0/amount").asLong()).isEqualTo(700);
        assertThat(booked.at("/metadata/a b").asString()).isEqualTo("c d");
        assertThat(booked.at("/effective_at").asString()).isEqualTo("2026-01-01T00:00:00.000000Z");
    }

    @Test
    void a_leg_may_take_what_there_is_and_the_rest_elsewhere() {
        String points = Books.wallet(300);
        String card = Books.wallet(1_000);
        Reply booked = bursar.post("/v1/transactions")
                .key(RunningBursar.unique("split"))
                .json("{'legs':[{'debit':'" + points + "','credit':'fees','amount':500,'currency':'inr',"
                        + "'up_to':true,'rest':'" + card + "'}]}")
                .expect(201);
        assertThat(booked.at("/legs").size()).isEqualTo(2);
        assertThat(Books.posted(points)).isZero();
        assertThat(Books.posted(card)).isEqualTo(800);
    }

    @Test
    void a_hold_is_captured_in_parts_and_released() {
        String payer = Books.wallet(1_000);
        String shop = "shops/" + RunningBursar.unique("s");
        Reply hold = bursar.post("/v1/holds")
                .key(RunningBursar.unique("hold"))
                .json("{'legs':[{'debit':'" + payer + "','credit':'" + shop + "','amount':600,'currency':'inr'}],"
                        + "'expires_at':'2027-01-01T00:00:00Z'}")
                .expect(201);
        assertThat(hold.id()).startsWith("hold_");
        assertThat(hold.at("/status").asString()).isEqualTo("open");
        assertThat(hold.at("/legs/0/remaining").asLong()).isEqualTo(600);
        assertThat(Books.balance(payer).at("/data/0/available").asLong()).isEqualTo(400);
        assertThat(Books.balance(payer).at("/data/0/held_out").asLong()).isEqualTo(600);

        Reply capture = bursar.post("/v1/holds/" + hold.id() + "/capture")
                .key(RunningBursar.unique("capture"))
                .json("{'amounts':[250]}")
                .expect(201);
        assertThat(capture.at("/type").asString()).isEqualTo("capture");
        assertThat(capture.at("/hold").asString()).isEqualTo(hold.id());
        assertThat(capture.at("/legs/0/amount").asLong()).isEqualTo(250);
        bursar.post("/v1/holds/" + hold.id() + "/capture")
                .key(RunningBursar.unique("capture"))
                .json("{'share_millionths':100000}")
                .expect(201);
        Reply release = bursar.post("/v1/holds/" + hold.id() + "/release")
                .key(RunningBursar.unique("release"))
                .expect(201);
        assertThat(release.at("/type").asString()).isEqualTo("release");

        Reply now = bursar.get("/v1/holds/" + hold.id()).expect(200);
        assertThat(now.at("/status").asString()).isEqualTo("released");
        assertThat(now.at("/legs/0/captured").asLong()).isEqualTo(310);
        assertThat(now.at("/legs/0/released").asLong()).isEqualTo(290);
        assertThat(Books.posted(shop)).isEqualTo(310);
    }

    @Test
    void a_final_capture_releases_the_rest() {
        String payer = Books.wallet(1_000);
        Reply hold = bursar.post("/v1/holds")
                .key(RunningBursar.unique("hold"))
                .json(Books.legs(payer, "fees", 600))
                .expect(201);
        bursar.post("/v1/holds/" + hold.id() + "/capture")
                .key(RunningBursar.unique("capture"))
                .json("{'amounts':[1],'release_rest':true}")
                .expect(201);
        assertThat(Books.balance(payer).at("/data/0/available").asLong()).isEqualTo(999);
    }

    @Test
    void a_transaction_is_reversed_in_part_and_then_whole() {
        String wallet = Books.wallet(0);
        String id = Books.transfer("world", wallet, 900).expect(201).id();
        Reply part = bursar.post("/v1/transactions/" + id + "/reverse")
                .key(RunningBursar.unique("reverse"))
                .json("{'amounts':[400],'reference':'refund'}")
                .expect(201);
        assertThat(part.at("/type").asString()).isEqualTo("reversal");
        assertThat(part.at("/reverses").asString()).isEqualTo(id);
        assertThat(part.at("/legs/0/debit").asString()).isEqualTo(wallet);
        bursar.post("/v1/transactions/" + id + "/reverse")
                .key(RunningBursar.unique("reverse"))
                .expect(201);
        assertThat(Books.posted(wallet)).isZero();
    }

    @Test
    void a_batch_has_an_outcome_for_each_item() {
        String wallet = Books.wallet(100);
        Reply batch = bursar.post("/v1/transactions/batch")
                .key(RunningBursar.unique("batch"))
                .json("{'transactions':[" + Books.legs("world", wallet, 50) + "," + Books.legs(wallet, "fees", 500)
                        + "," + Books.legs(wallet, "fees", 150) + "]}")
                .expect(200);
        assertThat(batch.at("/data/0/status").asInt()).isEqualTo(201);
        assertThat(batch.at("/data/0/transaction/object").asString()).isEqualTo("transaction");
        assertThat(batch.at("/data/1/status").asInt()).isEqualTo(402);
        assertThat(batch.at("/data/1/error/code").asString()).isEqualTo("insufficient_funds");
        assertThat(batch.at("/data/1/error/details/available").asLong()).isEqualTo(150);
        assertThat(batch.at("/data/2/status").asInt()).isEqualTo(201);
        assertThat(Books.posted(wallet)).isZero();
    }

    @Test
    void an_atomic_batch_stands_or_falls_together() {
        String wallet = Books.wallet(100);
        String refused = "{'atomic':true,'transactions':[" + Books.legs("world", wallet, 50) + ","
                + Books.legs(wallet, "fees", 500) + "]}";
        bursar.post("/v1/transactions/batch")
                .key(RunningBursar.unique("atomic"))
                .json(refused)
                .send()
                .expectError(402, "insufficient_funds", "transactions[1]");
        assertThat(Books.posted(wallet)).isEqualTo(100);
        bursar.post("/v1/transactions/batch")
                .key(RunningBursar.unique("atomic"))
                .json(refused.replace("500", "150"))
                .expect(200);
        assertThat(Books.posted(wallet)).isZero();
    }

    @Test
    void limits_and_metadata_are_set_by_id_and_by_path() {
        String path = "users/" + RunningBursar.unique("u") + "/wallet";
        Reply opened = bursar.post("/v1/accounts")
                .json("{'path':'" + path + "','currency':'inr','limits':{'floor':-500,'ceiling':null}}")
                .expect(200);
        assertThat(opened.id()).startsWith("acct_");
        assertThat(opened.at("/floor").asLong()).isEqualTo(-500);
        assertThat(opened.at("/available").asLong()).isEqualTo(500);
        Reply changed = bursar.post("/v1/accounts/" + opened.id())
                .json("{'metadata':{'tier':'gold'}}")
                .expect(200);
        assertThat(changed.at("/metadata/tier").asString()).isEqualTo("gold");
        bursar.post("/v1/accounts/" + opened.id())
                .form("limits[floor]=&limits[ceiling]=7")
                .expect(200);
        Reply account = bursar.get("/v1/accounts/" + opened.id()).expect(200);
        assertThat(account.at("/floor").isNull()).isTrue();
        assertThat(account.at("/ceiling").asLong()).isEqualTo(7);
    }

    @Test
    void an_account_is_frozen_unfrozen_closed_and_reopened() {
        String wallet = Books.wallet(10);
        String id = Books.accountId(wallet);
        assertThat(bursar.post("/v1/accounts/" + id + "/freeze")
                        .expect(200)
                        .at("/status")
                        .asString())
                .isEqualTo("frozen");
        assertThat(Books.transfer("world", wallet, 1)
                        .expect(422)
                        .at("/error/code")
                        .asString())
                .isEqualTo("account_frozen");
        bursar.post("/v1/accounts/" + id + "/unfreeze").expect(200);
        bursar.post("/v1/accounts/" + id + "/close").send().expectError(422, "account_not_empty", null);
        Books.transfer(wallet, "fees", 10).expect(201);
        assertThat(bursar.post("/v1/accounts/" + id + "/close")
                        .expect(200)
                        .at("/status")
                        .asString())
                .isEqualTo("closed");
        assertThat(Books.transfer("world", wallet, 1)
                        .expect(422)
                        .at("/error/code")
                        .asString())
                .isEqualTo("account_closed");
        assertThat(bursar.post("/v1/accounts/" + id + "/reopen")
                        .expect(200)
                        .at("/status")
                        .asString())
                .isEqualTo("open");
    }

    @Test
    void a_fact_is_booked_whatever_the_floor_says_and_the_account_is_listed() {
        String wallet = Books.wallet(10);
        String dispute =
                "{'legs':[{'debit':'" + wallet + "','credit':'world','amount':25,'currency':'inr'}],'fact':true}";
        bursar.post("/v1/transactions")
                .bearer(bursar.keyWithoutRights())
                .key(RunningBursar.unique("fact"))
                .json(dispute)
                .send()
                .expectError(403, "right_missing", null);
        Reply booked = bursar.post("/v1/transactions")
                .key(RunningBursar.unique("fact"))
                .json(dispute)
                .expect(201);
        assertThat(booked.at("/fact").asBoolean()).isTrue();
        assertThat(bursar.get("/v1/accounts?beyond_limits=true&limit=100")
                        .expect(200)
                        .text())
                .contains(wallet);
        Books.transfer("world", wallet, 15).expect(201);
        assertThat(bursar.get("/v1/accounts?beyond_limits=true&limit=100")
                        .expect(200)
                        .text())
                .doesNotContain(wallet);
    }

    @Test
    void accounts_and_balances_are_listed_page_by_page() {
        String user = RunningBursar.unique("pages");
        for (int i = 0; i < 5; i++) {
            Books.transfer("world", "users/" + user + i + "/wallet", i + 1).expect(201);
        }
        for (String list : new String[] {"/v1/accounts", "/v1/balances"}) {
            Reply first =
                    bursar.get(list + "?path_prefix=users/" + user + "&limit=3").expect(200);
            assertThat(first.at("/object").asString()).isEqualTo("list");
            assertThat(first.at("/url").asString()).isEqualTo(list);
            assertThat(first.at("/data").size()).isEqualTo(3);
            assertThat(first.at("/has_more").asBoolean()).isTrue();
            String cursor = first.at(list.equals("/v1/accounts") ? "/data/2/id" : "/data/2/account")
                    .asString();
            Reply second = bursar.get(list + "?path_prefix=users/" + user + "&limit=3&starting_after=" + cursor)
                    .expect(200);
            assertThat(second.at("/data").size()).isEqualTo(2);
            assertThat(second.at("/data/1/posted").asLong()).isEqualTo(5);
            assertThat(second.at("/has_more").asBoolean()).isFalse();
        }
    }

    @Test
    void history_is_walked_newest_first_without_repeating_or_missing() {
        String wallet = Books.wallet(0);
        for (int i = 1; i <= 7; i++) {
            Books.transfer("world", wallet, i).expect(201);
            // Rows of others lie between.
            Books.wallet(i);
        }
        String url = "/v1/accounts/" + Books.accountId(wallet) + "/history";
        StringBuilder changes = new StringBuilder();
        String cursor = "";
        boolean more = true;
        while (more) {
            Reply page = bursar.get(url + "?limit=3" + cursor).expect(200);
            page.at("/data")
                    .forEach(entry ->
                            changes.append(entry.at("/change").asLong()).append(' '));
            more = page.at("/has_more").asBoolean();
            cursor = "&starting_after="
                    + page.at("/data")
                            .get(page.at("/data").size() - 1)
                            .at("/id")
                            .asString();
        }
        assertThat(changes.toString()).isEqualTo("7 6 5 4 3 2 1 ");
        Reply newest = bursar.get(url + "?limit=1").expect(200);
        assertThat(newest.at("/data/0/balance").asLong()).isEqualTo(28);
        assertThat(newest.at("/data/0/counterparty").asString()).isEqualTo("world");
        assertThat(newest.at("/data/0/side").asString()).isEqualTo("credit");
        assertThat(newest.at("/data/0/transaction").asString()).startsWith("tx_");
    }

    @Test
    void the_trial_balance_sums_to_zero() {
        Books.wallet(123);
        Reply balance = bursar.get("/v1/trial_balance").expect(200);
        assertThat(balance.at("/balanced").asBoolean()).isTrue();
        long sum = 0;
        for (var line : balance.at("/lines")) {
            sum += line.at("/debits_minus_credits").asLong();
        }
        assertThat(sum).isZero();
    }

    @Test
    void health_asks_for_no_key() {
        assertThat(bursar.get("/healthz")
                        .without("Authorization")
                        .expect(200)
                        .at("/status")
                        .asString())
                .isEqualTo("live");
        assertThat(bursar.get("/readyz")
                        .without("Authorization")
                        .expect(200)
                        .at("/status")
                        .asString())
                .isEqualTo("ready");
    }
}
