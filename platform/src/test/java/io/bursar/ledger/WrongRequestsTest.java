package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Request;
import io.bursar.access.ApiKeys;
import io.bursar.access.SecretKey;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Requests that are wrong in themselves: each with its status, code and param, and none leaves a trace in the log. */
class WrongRequestsTest extends WrongRequests {
    private static final String CARD = "4111111111111111";
    private static final int WRONG_REQUESTS_MIN = 45;

    @TestFactory
    Stream<DynamicTest> each_wrong_request_is_refused_by_name() throws SQLException {
        List<Wrong> table = new ArrayList<>();
        amounts(table);
        legs(table);
        times(table);
        texts(table);
        bodies(table);
        credentials(table);
        pages(table);
        holds(table);
        batches(table);
        settings(table);
        forms(table);
        assertThat(table).hasSizeGreaterThanOrEqualTo(WRONG_REQUESTS_MIN);
        return table.stream().map(wrong -> DynamicTest.dynamicTest(wrong.what(), () -> check(wrong)));
    }

    private void check(Wrong wrong) throws SQLException {
        long before = rowsInLog();
        wrong.request().send().expectError(wrong.status(), wrong.code(), wrong.param());
        assertThat(rowsInLog())
                .as("rows in ledger.log after %s", wrong.request())
                .isEqualTo(before);
    }

    private void amounts(List<Wrong> table) {
        String param = "legs[0][amount]";
        String notInteger = "parameter_invalid_integer";
        for (String amount :
                List.of("1.0", "0.1", "1e3", "1E+2", "'100'", "true", "9223372036854775808", "[5]", "{}")) {
            table.add(wrong("amount " + amount, amount(amount), notInteger, param));
        }
        for (String amount : List.of("0", "-5", "1000000000000001", "9223372036854775807")) {
            table.add(wrong("amount " + amount, amount(amount), "parameter_invalid", param));
        }
        table.add(wrong("amount null", amount("null"), "parameter_missing", param));
        table.add(wrong("amount of 2,000 digits", amount("9".repeat(2_000)), "json_invalid", param));
        table.add(wrong("amount +5", amount("+5"), "json_invalid", param));
        table.add(wrong("amount NaN", amount("NaN"), "json_invalid", param));
        table.add(wrong("amount 007", amount("007"), "json_invalid", param));
    }

    private void legs(List<Wrong> table) {
        table.add(wrong("no legs", json("{}"), "parameter_missing", "legs"));
        table.add(wrong("empty legs", json("{'legs':[]}"), "parameter_invalid", "legs"));
        table.add(wrong("legs no list", json("{'legs':{'debit':'world'}}"), "parameter_invalid", "legs"));
        table.add(wrong("leg no group", json("{'legs':['world']}"), "parameter_invalid", "legs[0]"));
        String leg = "{'debit':'world','credit':'fees','amount':5,'currency':'inr'}";
        String many = (leg + ",").repeat(1_000) + leg;
        table.add(wrong("1,001 legs", json("{'legs':[" + many + "]}"), "parameter_invalid", "legs"));
        table.add(wrong("misspelt", leg(",'ammount':5", ""), "parameter_unknown", "legs[0][ammount]"));
        table.add(wrong("sent twice", leg(",'amount':5", ""), "parameter_duplicate", "legs[0][amount]"));
        table.add(wrong("unknown beside legs", leg("", ",'descripton':'x'"), "parameter_unknown", "descripton"));
        table.add(wrong("to itself", transfer("world", "world", "inr"), "parameter_invalid", "legs[0][credit]"));
        table.add(wrong("empty segment", transfer("a//b", "fees", "inr"), "parameter_invalid", "legs[0][debit]"));
        table.add(wrong("space in path", transfer("wor ld", "fees", "inr"), "parameter_invalid", "legs[0][debit]"));
        table.add(wrong(
                "path too long", transfer("w".repeat(201), "fees", "inr"), "parameter_invalid", "legs[0][debit]"));
        table.add(wrong("path a number", leg("", "", "5", "'fees'"), "parameter_invalid_string", "legs[0][debit]"));
        for (String currency : List.of("INR", "in", "rupees!", "x".repeat(13), "")) {
            table.add(wrong(
                    "currency " + currency,
                    transfer("world", "fees", currency),
                    "parameter_invalid",
                    "legs[0][currency]"));
        }
        table.add(wrong(
                "no currency",
                json("{'legs':[{'debit':'world','credit':'fees','amount':5}]}"),
                "parameter_missing",
                "legs[0][currency]"));
        table.add(wrong("rest without up_to", leg(",'rest':'shops/1'", ""), "parameter_invalid", "legs[0][rest]"));
        table.add(wrong("up_to yes", leg(",'up_to':'yes'", ""), "parameter_invalid", "legs[0][up_to]"));
    }

    private void times(List<Wrong> table) {
        for (String time : List.of(
                "'1969-12-31T23:59:59Z'",
                "'2999-01-01T00:00:00Z'",
                "-1",
                "99999999999999",
                "'yesterday'",
                "'2026-11-21'",
                "'2026-11-21T10:00:00'",
                "'2026-02-30T10:00:00Z'",
                "'2026-01-01T00:00:00.1234567Z'",
                "'+999999999-12-31T23:59:59Z'")) {
            table.add(wrong(
                    "effective " + time, leg("", ",'effective_at':" + time), "parameter_invalid", "effective_at"));
        }
        table.add(wrong("effective 1.5", leg("", ",'effective_at':1.5"), "parameter_invalid_integer", "effective_at"));
    }

    private void texts(List<Wrong> table) {
        table.add(wrong("reference too long", reference("x".repeat(501)), "parameter_invalid", "reference"));
        table.add(wrong("reference of two lines", reference("a\\nb"), "parameter_invalid", "reference"));
        table.add(wrong("NUL", reference("a\\u0000b"), "parameter_invalid_string", "reference"));
        table.add(wrong("half a character", reference("\\ud83d"), "parameter_invalid_string", "reference"));
        table.add(wrong("halves swapped", reference("\\ude00\\ud83d"), "parameter_invalid_string", "reference"));
        table.add(wrong("reference a number", leg("", ",'reference':7"), "parameter_invalid_string", "reference"));
        table.add(wrong("card number", reference("paid by " + CARD), "card_number_refused", "reference"));
        table.add(wrong("grouped", reference("4111 1111 1111 1111"), "card_number_refused", "reference"));
        table.add(wrong("dashed", metadata("'a':'3782-822463-10005'"), "card_number_refused", "metadata[a]"));
        table.add(wrong("in a name", metadata("'" + CARD + "':'x'"), "card_number_refused", "metadata"));
        table.add(wrong(
                "in a path",
                transfer("users/" + CARD + "/wallet", "fees", "inr"),
                "card_number_refused",
                "legs[0][debit]"));
        table.add(wrong(
                "in the key",
                transfer("world", "fees", "inr").key("order " + CARD),
                "card_number_refused",
                "Idempotency-Key"));
        StringBuilder entries = new StringBuilder("'k':'v'");
        for (int i = 0; i < 50; i++) {
            entries.append(",'k").append(i).append("':'v'");
        }
        table.add(wrong("51 entries", metadata(entries.toString()), "parameter_invalid", "metadata"));
        table.add(wrong("value a number", metadata("'a':1"), "parameter_invalid_string", "metadata[a]"));
        table.add(wrong("value too long", metadata("'a':'" + "v".repeat(501) + "'"), "parameter_invalid", "metadata"));
        table.add(wrong("name too long", metadata("'" + "n".repeat(41) + "':'v'"), "parameter_invalid", "metadata"));
        table.add(wrong("metadata a list", leg("", ",'metadata':['a']"), "parameter_invalid", "metadata"));
    }

    private void bodies(List<Wrong> table) {
        byte[] broken = "{\"reference\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] overlong = "{\"reference\":\"??\"}".getBytes(StandardCharsets.ISO_8859_1);
        overlong[14] = (byte) 0xc0;
        overlong[15] = (byte) 0x80;
        table.add(wrong("broken UTF-8", post().bytes("application/json", broken), "encoding_invalid", "body"));
        table.add(wrong("overlong UTF-8", post().bytes("application/json", overlong), "encoding_invalid", "body"));
        table.add(wrong("cut off", json("{'legs':[{'debit':'wor"), "json_invalid", "legs[0][debit]"));
        table.add(wrong("something after", json("{} {}"), "json_invalid", "body"));
        table.add(wrong("a list", json("[]"), "json_invalid", "body"));
        table.add(wrong("a comment", json("{/* hello */}"), "json_invalid", "body"));
        table.add(wrong("a comma too many", json("{'legs':[],}"), "json_invalid", "legs"));
        String deep = "{'a':".repeat(30) + "1" + "}".repeat(30);
        String deepParam = "a" + "[a]".repeat(15);
        table.add(wrong("too deep", json(deep), "nesting_too_deep", deepParam));
        String large = "{'reference':'" + "x".repeat(1 << 20) + "'}";
        table.add(new Wrong("too large", json(large), 413, "body_too_large", "body"));
        table.add(unsupported("text/plain", post().body("text/plain", "{}")));
        table.add(unsupported("UTF-16", post().body("application/json; charset=utf-16", "{}")));
        table.add(unsupported("no content type", post().body("*/*", "{}")));
        table.add(unsupported("gzip", json("{}").header("Content-Encoding", "gzip")));
        table.add(new Wrong("no such route", bursar.get("/v1/nothing"), 404, "route_unknown", null));
        table.add(new Wrong("no such page", bursar.get("/nothing"), 404, "route_unknown", null));
        table.add(new Wrong("PUT", bursar.request("PUT", "/v1/chart").json("{}"), 405, "method_not_allowed", null));
        table.add(new Wrong("DELETE", bursar.request("DELETE", "/v1/accounts/1"), 405, "method_not_allowed", null));
        table.add(new Wrong("PATCH", bursar.request("PATCH", "/readyz"), 405, "method_not_allowed", null));
    }

    private void credentials(List<Wrong> table) {
        table.add(wrong(
                "no key",
                transfer("world", "fees", "inr").without("Idempotency-Key"),
                "idempotency_key_required",
                "Idempotency-Key"));
        table.add(wrong(
                "key too long",
                transfer("world", "fees", "inr").key("k".repeat(256)),
                "idempotency_key_invalid",
                "Idempotency-Key"));
        table.add(wrong(
                "key with a tab",
                transfer("world", "fees", "inr").key("a\tb"),
                "idempotency_key_invalid",
                "Idempotency-Key"));
        Request open = bursar.get("/v1/chart").without("Authorization");
        table.add(new Wrong("no API key", open, 401, "api_key_missing", null));
        table.add(unauthorized("Digest x", "api_key_missing"));
        table.add(unauthorized("Basic !!!", "api_key_missing"));
        table.add(unauthorized("Bearer sk_test_short", "api_key_invalid"));
        String good = bursar.keyWithoutRights();
        char typo = good.charAt(20) == 'x' ? 'y' : 'x';
        table.add(unauthorized("Bearer " + good.substring(0, 20) + typo + good.substring(21), "api_key_invalid"));
        ApiKeys keys = bursar.bean(ApiKeys.class);
        SecretKey revoked = keys.create("revoked at once", Set.of());
        bursar.revokeNewest();
        table.add(unauthorized("Bearer " + revoked.reveal(), "api_key_revoked"));
        Request fact = leg("", ",'fact':true").bearer(good);
        table.add(new Wrong("fact without right", fact, 403, "right_missing", null));
    }

    private void pages(List<Wrong> table) {
        String mine = Books.wallet(1);
        String other = Books.wallet(1);
        String mineId = Books.accountId(mine);
        String otherId = Books.accountId(other);
        Books.transfer(other, "fees", 1).expect(201);
        String othersEntry = bursar.get("/v1/accounts/" + otherId + "/history")
                .expect(200)
                .at("/data/0/id")
                .asString();
        String history = "/v1/accounts/" + mineId + "/history";
        table.add(get(history + "?starting_after=" + othersEntry, "cursor_invalid", "starting_after"));
        table.add(get(history + "?starting_after=ent_0", "cursor_invalid", "starting_after"));
        table.add(get(history + "?ending_before=" + othersEntry, "cursor_invalid", "ending_before"));
        String accounts = "/v1/accounts";
        table.add(get(
                accounts + "?path_prefix=" + mine + "&starting_after=" + otherId, "cursor_invalid", "starting_after"));
        table.add(get(accounts + "?path=" + mine + "&starting_after=" + otherId, "cursor_invalid", "starting_after"));
        table.add(get("/v1/balances?starting_after=acct_zzzzzzzzzzzzz", "cursor_invalid", "starting_after"));
        table.add(get(accounts + "?limit=0", "parameter_invalid", "limit"));
        table.add(get(accounts + "?limit=101", "parameter_invalid", "limit"));
        table.add(get(accounts + "?limit=ten", "parameter_invalid_integer", "limit"));
        table.add(get(accounts + "?limit=1.5", "parameter_invalid_integer", "limit"));
        table.add(get(accounts + "?limit=5&limit=5", "parameter_duplicate", "limit"));
        table.add(get(accounts + "?colour=red", "parameter_unknown", "colour"));
        table.add(get(accounts + "?path=a%00b", "parameter_invalid_string", "path"));
        table.add(get(accounts + "?starting_after=&limit=1", "parameter_invalid_empty", "starting_after"));
        table.add(get(accounts + "?path=%ff", "encoding_invalid", "path"));
        table.add(get(accounts + "?currency=inr", "parameter_missing", "path"));
        table.add(get(accounts + "?path=world&currency=INR", "parameter_invalid", "currency"));
        table.add(get(accounts + "?path=world&path_prefix=w", "parameter_invalid", "path_prefix"));
        table.add(get("/v1/transactions?type=hold", "parameter_invalid", "type"));
        table.add(get("/v1/chart?x=1", "parameter_unknown", "x"));
        for (String id : List.of("tx_1", "hold_000g000000001", "tx_zzzzzzzzzzzzz", "tx_001g000000001", "%00")) {
            Request request = bursar.get("/v1/transactions/" + id);
            boolean isHttp = !id.equals("%00");
            table.add(new Wrong(
                    "id " + id,
                    request,
                    isHttp ? 404 : 400,
                    isHttp ? "resource_missing" : "request_invalid",
                    isHttp ? "id" : null));
        }
        table.add(new Wrong("account id", bursar.get(accounts + "/acct_x"), 404, "resource_missing", "id"));
    }

    private void holds(List<Wrong> table) {
        String leg = "{'legs':[{'debit':'world','credit':'fees','amount':5,'currency':'inr'}],'expires_at':%s}";
        for (String time : List.of("'2020-01-01T00:00:00Z'", "'2099-01-01T00:00:00Z'", "'soon'")) {
            table.add(wrong(
                    "expires " + time, on("/v1/holds").json(leg.formatted(time)), "parameter_invalid", "expires_at"));
        }
        String hold = on("/v1/holds").json(leg.formatted("null")).expect(201).id();
        String capture = "/v1/holds/" + hold + "/capture";
        table.add(
                wrong("share 0", on(capture).json("{'share_millionths':0}"), "parameter_invalid", "share_millionths"));
        table.add(wrong(
                "share above all",
                on(capture).json("{'share_millionths':1000001}"),
                "parameter_invalid",
                "share_millionths"));
        table.add(wrong(
                "share and amounts",
                on(capture).json("{'share_millionths':1,'amounts':[1]}"),
                "parameter_invalid",
                "share_millionths"));
        table.add(wrong("amount below 0", on(capture).json("{'amounts':[-1]}"), "parameter_invalid", "amounts[0]"));
        table.add(wrong("amounts all 0", on(capture).json("{'amounts':[0]}"), "parameter_invalid", "amounts"));
        table.add(
                wrong("amount 1.5", on(capture).json("{'amounts':[1.5]}"), "parameter_invalid_integer", "amounts[0]"));
        table.add(wrong("release_rest 1", on(capture).json("{'release_rest':1}"), "parameter_invalid", "release_rest"));
        table.add(wrong("capture legs", on(capture).json("{'legs':[]}"), "parameter_unknown", "legs"));
        table.add(wrong(
                "release amounts",
                on("/v1/holds/" + hold + "/release").json("{'amounts':[1]}"),
                "parameter_unknown",
                "amounts"));
        table.add(wrong(
                "capture without key",
                on(capture).without("Idempotency-Key"),
                "idempotency_key_required",
                "Idempotency-Key"));
    }

    private void batches(List<Wrong> table) {
        String url = "/v1/transactions/batch";
        table.add(wrong("empty batch", on(url).json("{'transactions':[]}"), "parameter_invalid", "transactions"));
        String item = Books.legs("world", "fees", 1);
        String many = (item + ",").repeat(1_000) + item;
        table.add(wrong(
                "1,001 items", on(url).json("{'transactions':[" + many + "]}"), "parameter_invalid", "transactions"));
        table.add(wrong(
                "item without key",
                on(url).without("Idempotency-Key").json("{'transactions':[" + item + "]}"),
                "idempotency_key_required",
                "transactions[0][idempotency_key]"));
        table.add(wrong(
                "wrong inside an item",
                on(url).json("{'transactions':[" + item + "," + item.replace(":1,", ":1.5,") + "]}"),
                "parameter_invalid_integer",
                "transactions[1][legs][0][amount]"));
        table.add(wrong(
                "wrong for the ledger inside an atomic batch",
                on(url).json("{'atomic':true,'transactions':[" + item + "," + item.replace(":1,", ":0,") + "]}"),
                "parameter_invalid",
                "transactions[1][legs][0][amount]"));
        table.add(wrong(
                "unknown inside an item",
                on(url).json("{'transactions':[{'x':1}]}"),
                "parameter_missing",
                "transactions[0][legs]"));
        table.add(wrong(
                "atomic maybe",
                on(url).json("{'transactions':[" + item + "],'atomic':'maybe'}"),
                "parameter_invalid",
                "atomic"));
    }

    private void settings(List<Wrong> table) {
        String pattern = "{'patterns':[{'path':%s,'kind':%s%s}]}";
        Request chart = on("/v1/chart");
        table.add(wrong(
                "kind",
                on("/v1/chart").json(pattern.formatted("'a'", "'assets'", "")),
                "parameter_invalid",
                "patterns[0][kind]"));
        table.add(wrong(
                "pattern's path",
                on("/v1/chart").json(pattern.formatted("'a//b'", "'asset'", "")),
                "parameter_invalid",
                "patterns[0][path]"));
        table.add(wrong(
                "pattern's limits",
                on("/v1/chart").json(pattern.formatted("'a'", "'asset'", ",'floor':2,'ceiling':1")),
                "parameter_invalid",
                "patterns[0][floor]"));
        table.add(wrong(
                "pattern's currency",
                on("/v1/chart").json(pattern.formatted("'a'", "'asset'", ",'currencies':['inr','INR']")),
                "parameter_invalid",
                "patterns[0][currencies[1]]"));
        table.add(wrong("no patterns", chart.json("{'patterns':[]}"), "parameter_invalid", "patterns"));
        String account = "{'path':'users/1/wallet','currency':'inr'%s}";
        table.add(wrong(
                "one limit",
                on("/v1/accounts").json(account.formatted(",'limits':{'floor':0}")),
                "parameter_missing",
                "limits[ceiling]"));
        table.add(wrong(
                "limits crossed",
                on("/v1/accounts").json(account.formatted(",'limits':{'floor':1,'ceiling':0}")),
                "parameter_invalid",
                "limits[floor]"));
        table.add(wrong(
                "limit beyond 2^53",
                on("/v1/accounts").json(account.formatted(",'limits':{'floor':0,'ceiling':9007199254740992}")),
                "parameter_invalid",
                "limits[ceiling]"));
        table.add(wrong(
                "limits and metadata",
                on("/v1/accounts").json(account.formatted(",'limits':{'floor':0,'ceiling':1},'metadata':{}")),
                "parameter_invalid",
                "metadata"));
        table.add(
                wrong("nothing to set", on("/v1/accounts").json(account.formatted("")), "parameter_missing", "limits"));
        table.add(wrong(
                "account's path",
                on("/v1/accounts").json("{'path':'a b','currency':'inr','metadata':{}}"),
                "parameter_invalid",
                "path"));
    }

    private void forms(List<Wrong> table) {
        table.add(wrong("half a percent", post().form("reference=%2"), "encoding_invalid", "reference"));
        table.add(wrong("percent of no digits", post().form("reference=%zz"), "encoding_invalid", "reference"));
        table.add(wrong("percent of no UTF-8", post().form("reference=%e9"), "encoding_invalid", "reference"));
        table.add(wrong("twice", post().form("currency=inr&currency=usd"), "parameter_duplicate", "currency"));
        table.add(wrong("open bracket", post().form("legs[0=1"), "parameter_unknown", "legs[0"));
        table.add(wrong("text behind bracket", post().form("legs[0]x=1"), "parameter_unknown", "legs[0]x"));
        table.add(wrong(
                "value and group", post().form("legs=1&legs[0][debit]=a"), "parameter_duplicate", "legs[0][debit]"));
        table.add(wrong("gap", post().form("legs[1][debit]=world"), "parameter_invalid", "legs"));
        String leg = "legs[0][debit]=world&legs[0][credit]=fees&legs[0][currency]=inr&legs[0][amount]=";
        for (String amount : List.of("1.5", "1e3", "+5", "0x10", "99999999999999999999", "٣")) {
            table.add(wrong(
                    "form amount " + amount,
                    post().form(leg + amount.replace("+", "%2B")),
                    "parameter_invalid_integer",
                    "legs[0][amount]"));
        }
        table.add(wrong("NUL in form", post().form("reference=a%00b"), "parameter_invalid_string", "reference"));
        table.add(
                wrong("card number in form", post().form("metadata[a]=" + CARD), "card_number_refused", "metadata[a]"));
    }

    @Test
    void the_log_is_as_long_as_the_test_believes() throws SQLException {
        long before = rowsInLog();
        Books.transfer("world", "fees", 1).expect(201);
        assertThat(rowsInLog()).isGreaterThan(before);
    }

    private long rowsInLog() throws SQLException {
        try (var connection = bursar.superuser().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM ledger.log")) {
            row.next();
            return row.getLong(1);
        }
    }
}
