package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Wrong requests of the kind that every route may be sent: versions, forms, expansions; and keys for pages. */
class WrongConventionsTest extends WrongRequests {
    private static final int ROWS_MIN = 28;

    @TestFactory
    Stream<DynamicTest> each_wrong_request_is_refused_by_name() {
        List<Wrong> table = new ArrayList<>();
        conventions(table);
        keys(table);
        assertThat(table).hasSizeGreaterThanOrEqualTo(ROWS_MIN);
        return table.stream()
                .map(wrong -> DynamicTest.dynamicTest(
                        wrong.what(),
                        () -> wrong.request().send().expectError(wrong.status(), wrong.code(), wrong.param())));
    }

    private void conventions(List<Wrong> table) {
        for (String version : List.of("2026-11-22", "newest", "2026-13-01", "0000-00-00", "x".repeat(200))) {
            Request request = leg("", "").header("Bursar-Version", version);
            table.add(wrong("version " + version, request, "version_unknown", "Bursar-Version"));
        }
        for (String accept : List.of("text/html", "application/xml", "text/csv", "application/json;q=0.0")) {
            Request request = leg("", "").header("Accept", accept);
            table.add(new Wrong("accept " + accept, request, 406, "not_acceptable", "Accept"));
        }
        table.add(get("/v1/chart?expand[]=patterns", "parameter_unknown", "expand"));
        table.add(get("/v1/api_keys/current?expand[]=name", "expansion_unknown", "expand[0]"));
        table.add(get("/v1/api_keys/current?expand[]=data.book", "expansion_unknown", "expand[0]"));
        table.add(get("/v1/api_keys?expand[]=book", "expansion_unknown", "expand[0]"));
        table.add(get("/v1/api_keys/current?expand[]=book.book", "expansion_unknown", "expand[0]"));
        table.add(get("/v1/api_keys/current?expand[a]=book", "parameter_invalid", "expand"));
        table.add(get("/v1/api_keys/current?expand=book", "parameter_invalid", "expand"));
        table.add(get("/v1/transactions?key=" + "k".repeat(256), "parameter_invalid", "key"));
        table.add(get("/v1/transactions?key=a%0Ab", "parameter_invalid", "key"));
        table.add(get(
                "/v1/api_keys/current?" + "expand[]=book&".repeat(21).replaceAll("&$", ""),
                "expansion_unknown",
                "expand"));
        table.add(get("/v1/transactions?key=" + "k".repeat(256), "parameter_invalid", "key"));
        table.add(get("/v1/transactions?key=a%0Ab", "parameter_invalid", "key"));
    }

    private void keys(List<Wrong> table) {
        String made = "{'name':'page','kind':'%s',%s'allowed_origins':%s}";
        for (String origin : List.of(
                "shop.example",
                "https://shop.example/",
                "https://Shop.example",
                "https://*.example",
                "https://shop.example:0",
                "ftp://shop.example",
                "null",
                "*",
                "")) {
            Request request = on("/v1/api_keys").json(made.formatted("publishable", "", "['" + origin + "']"));
            table.add(wrong("origin " + origin, request, "parameter_invalid", "allowed_origins[0]"));
        }
        String origins = "['https://a.example'" + ",'https://a.example'".repeat(20) + "]";
        table.add(wrong(
                "21 origins",
                on("/v1/api_keys").json(made.formatted("publishable", "", origins)),
                "parameter_invalid",
                "allowed_origins"));
        table.add(wrong(
                "origins of a secret key",
                on("/v1/api_keys").json(made.formatted("secret", "'rights':['chart.read'],", "['https://a.example']")),
                "parameter_invalid",
                "allowed_origins"));
        table.add(wrong(
                "origins no list",
                on("/v1/api_keys").json(made.formatted("publishable", "", "'https://a.example'")),
                "parameter_invalid",
                "allowed_origins"));
    }
}
