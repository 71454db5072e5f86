package io.bursar.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.StripeShapes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Customers are as Stripe's clients expect them, each change with its event, and forgotten when they are deleted. */
class CustomersTest {
    private static final String URL = "/v1/customers";

    private final RunningBursar bursar = RunningBursar.shared();
    private final String mail = RunningBursar.unique("asha") + "@example.com";

    private Reply create(String form) {
        return bursar.post(URL).form(form).expect(200);
    }

    private Reply update(String id, String form) {
        return bursar.post(URL + "/" + id).form(form).expect(200);
    }

    private JsonNode newestEvent(String type, String id) {
        for (JsonNode each :
                bursar.get("/v1/events?limit=20&type=" + type).expect(200).at("/data")) {
            if (each.at("/data/object/id").asString().equals(id)) {
                assertThat(StripeShapes.faults("event", each)).isEmpty();
                return each;
            }
        }
        throw new AssertionError("no " + type + " of " + id);
    }

    private static List<String> ids(Reply list) {
        List<String> ids = new ArrayList<>();
        list.at("/data").forEach(each -> ids.add(each.path("id").asString()));
        return ids;
    }

    @Test
    void a_customer_has_stripes_shape() {
        Reply bare = create("");
        assertThat(StripeShapes.faults("customer", bare.json())).isEmpty();
        assertThat(bare.id()).matches("cus_[0-9a-z]{26}");
        Reply full = create("name=Asha+Rao&email=" + mail + "&phone=%2B91&description=first&metadata[a+b]=x[y]"
                + "&address[city]=Pune&address[country]=IN&shipping[name]=Asha&shipping[address][line1]=1%20Road"
                + "&preferred_locales[0]=hi&preferred_locales[1]=en-IN");
        assertThat(StripeShapes.faults("customer", full.json())).isEmpty();
        assertThat(full.at("/metadata/a b").asString()).isEqualTo("x[y]");
        assertThat(full.at("/address/city").asString()).isEqualTo("Pune");
        assertThat(full.at("/address/line1").isNull()).isTrue();
        assertThat(full.at("/shipping/address/line1").asString()).isEqualTo("1 Road");
        assertThat(full.at("/preferred_locales").toString()).isEqualTo("[\"hi\",\"en-IN\"]");
        assertThat(bursar.get(URL + "/" + full.id()).expect(200).json()).isEqualTo(full.json());
        JsonNode event = newestEvent("customer.created", full.id());
        assertThat(event.at("/data/object")).isEqualTo(full.json());
        assertThat(event.at("/request/id").asString()).isEqualTo(full.header("Request-Id"));
    }

    @Test
    void json_says_the_same_as_a_form() {
        Reply made = bursar.post(URL)
                .json("{'name':'Asha','metadata':{'k':'v'},'preferred_locales':['hi'],'address':{'city':'Pune'}}")
                .expect(200);
        assertThat(made.at("/metadata/k").asString()).isEqualTo("v");
        Reply changed = bursar.post(URL + "/" + made.id())
                .json("{'name':null,'metadata':{'k':'','n':'1'},'preferred_locales':[],'address':''}")
                .expect(200);
        assertThat(changed.at("/name").isNull()).isTrue();
        assertThat(changed.at("/metadata").toString()).isEqualTo("{\"n\":\"1\"}");
        assertThat(changed.at("/preferred_locales").isEmpty()).isTrue();
        assertThat(changed.at("/address").isNull()).isTrue();
    }

    @Test
    void a_change_keeps_what_is_not_sent_and_takes_away_what_is_empty() {
        String id = create("name=Asha&email=" + mail + "&metadata[a]=1&metadata[b]=2&address[city]=Pune")
                .id();
        Reply changed = update(id, "name=&metadata[a]=&metadata[c]=3");
        assertThat(changed.at("/name").isNull()).isTrue();
        assertThat(changed.at("/email").asString()).isEqualTo(mail);
        assertThat(changed.at("/metadata").toString()).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
        assertThat(changed.at("/address/city").asString()).isEqualTo("Pune");
        JsonNode event = newestEvent("customer.updated", id);
        assertThat(event.at("/data/previous_attributes").toString())
                .isEqualTo("{\"metadata\":{\"a\":\"1\",\"c\":null},\"name\":\"Asha\"}");
        assertThat(update(id, "metadata=&address=").at("/metadata").isEmpty()).isTrue();
        assertThat(bursar.get(URL + "/" + id).expect(200).at("/address").isNull())
                .isTrue();
    }

    @Test
    void a_deleted_one_is_forgotten_but_for_its_id() throws SQLException {
        String id = create("name=Asha&email=" + mail + "&metadata[a]=1&phone=5").id();
        Reply gone = bursar.request("DELETE", URL + "/" + id).expect(200);
        assertThat(gone.json().toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"customer\",\"deleted\":true}");
        assertThat(StripeShapes.faults("deleted_customer", gone.json())).isEmpty();
        assertThat(bursar.get(URL + "/" + id).expect(200).json()).isEqualTo(gone.json());
        assertThat(newestEvent("customer.deleted", id)
                        .at("/data/object/deleted")
                        .asBoolean())
                .isTrue();
        bursar.request("DELETE", URL + "/" + id).send().expectError(404, "resource_missing", "id");
        bursar.post(URL + "/" + id).form("name=x").send().expectError(404, "resource_missing", "id");
        assertThat(ids(bursar.get(URL + "?email=" + mail).expect(200))).isEmpty();
        assertThat(ids(search("email:\"" + mail + "\""))).isEmpty();
        for (String hostile : List.of(
                "UPDATE customers.customer SET name = 'back' WHERE deleted_at IS NOT NULL",
                "DELETE FROM customers.customer",
                "TRUNCATE customers.customer CASCADE",
                "UPDATE customers.customer SET deleted_at = now() WHERE name IS NOT NULL")) {
            try (Connection connection = bursar.superuser().connect();
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute(hostile))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                thrown -> assertThat(thrown.getSQLState()).isIn("23001", "23514"));
            }
        }
    }

    @Test
    void a_repeated_request_makes_one_customer_and_one_event() throws Exception {
        String key = RunningBursar.unique("once");
        List<String> made = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                replies.add(pool.submit(
                        () -> bursar.post(URL).key(key).form("email=" + mail).expect(200)));
            }
            for (Future<Reply> each : replies) {
                made.add(each.get().id());
            }
        }
        assertThat(made).containsOnly(made.getFirst());
        assertThat(ids(bursar.get(URL + "?email=" + mail).expect(200))).containsExactly(made.getFirst());
        Reply again = bursar.post(URL).key(key).json("{'email':'" + mail + "'}").expect(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Original-Request")).startsWith("req_");
        bursar.post(URL)
                .key(key)
                .form("email=" + mail + "&name=x")
                .send()
                .expectError(400, "idempotency_key_reused", "name");
        bursar.post(URL + "/" + made.getFirst())
                .key(key)
                .form("email=" + mail)
                .send()
                .expectError(400, "idempotency_key_reused", "Idempotency-Key");
    }

    @Test
    void updates_at_the_same_moment_are_all_there_afterwards() throws Exception {
        String id = create("email=" + mail).id();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String form = "metadata[k" + i + "]=v";
                replies.add(pool.submit(() -> update(id, form)));
            }
            for (Future<Reply> each : replies) {
                each.get();
            }
        }
        assertThat(bursar.get(URL + "/" + id).expect(200).at("/metadata").size())
                .isEqualTo(16);
    }

    @Test
    void a_list_is_read_in_both_directions_and_by_mail() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(create("email=" + mail).id());
        }
        create("email=" + mail.replace("asha", "ASHA"));
        String by = URL + "?email=" + mail;
        assertThat(ids(bursar.get(by).expect(200))).isEqualTo(newestFirst);
        Reply page =
                bursar.get(by + "&limit=2&starting_after=" + newestFirst.get(1)).expect(200);
        assertThat(ids(page)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(page.at("/has_more").asBoolean()).isTrue();
        Reply back =
                bursar.get(by + "&limit=2&ending_before=" + newestFirst.get(4)).expect(200);
        assertThat(ids(back)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(back.at("/has_more").asBoolean()).isTrue();
        assertThat(back.at("/url").asString()).isEqualTo(URL);
        Reply all =
                bursar.get(URL + "?limit=3&ending_before=" + newestFirst.get(3)).expect(200);
        assertThat(ids(all)).isEqualTo(newestFirst.subList(0, 3));
    }

    private Reply search(String query) {
        return bursar.get(URL + "/search?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .expect(200);
    }

    @Test
    void a_search_finds_whole_values_at_once() {
        String word = RunningBursar.unique("word");
        Reply made = create("name=Quote+\"" + word + "&email=" + mail + "&phone=" + word + "&metadata[k]=" + word);
        String other = create("email=other-" + mail + "&metadata[k]=" + word + "&metadata[l]=2")
                .id();
        long second = made.at("/created").asLong();
        String id = made.id();
        for (String finds : List.of(
                "email:\"" + mail.toUpperCase(java.util.Locale.ROOT) + "\"",
                "phone:'" + word + "'",
                "name:\"quote \\\"" + word + "\"",
                "email:\"" + mail + "\" AND metadata[\"k\"]:\"" + word + "\"",
                "email:\"" + mail + "\" created:" + second,
                "phone:\"" + word + "\" AND created>=" + second + " AND created<" + (second + 1))) {
            assertThat(ids(search(finds))).as(finds).containsExactly(id);
        }
        assertThat(ids(search("metadata['k']:'" + word + "'"))).containsExactly(other, id);
        assertThat(ids(search("metadata['k']:'" + word + "' AND metadata['l']:'2'")))
                .containsExactly(other);
        assertThat(ids(search("email:'" + mail + "' AND created<" + second))).isEmpty();
        Reply first = bursar.get(URL + "/search?limit=1&query="
                        + URLEncoder.encode("metadata['k']:'" + word + "'", StandardCharsets.UTF_8))
                .expect(200);
        assertThat(first.at("/has_more").asBoolean()).isTrue();
        Reply second2 = bursar.get(URL + "/search?limit=1&page="
                        + first.at("/next_page").asString() + "&query="
                        + URLEncoder.encode("metadata['k']:'" + word + "'", StandardCharsets.UTF_8))
                .expect(200);
        assertThat(ids(second2)).containsExactly(id);
        assertThat(second2.at("/next_page").isNull()).isTrue();
        assertThat(second2.at("/object").asString()).isEqualTo("search_result");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email:\"a@b\" OR name:\"c\"",
                "-email:\"a@b\"",
                "email~\"a\"",
                "name:null",
                "email:a@b",
                "email>\"a\"",
                "nobody:\"x\"",
                "metadata:\"x\"",
                "metadata[k]:\"x\"",
                "name[\"x\"]:\"y\"",
                "created:\"yesterday\"",
                "created~5",
                "phone:5",
                "email:\"a\" email:\"b\"",
                "email:\"a",
                "AND email:\"a\"",
                "email:\"a\" AND",
                " ",
            })
    void a_search_that_no_index_answers_is_refused(String query) {
        bursar.get(URL + "/search?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .send()
                .expectError(400, "parameter_invalid", "query");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "email=nobody, parameter_invalid, email",
                "email=a b@c, parameter_invalid, email",
                "phone=123456789012345678901, parameter_invalid, phone",
                "source=tok_visa, parameter_unknown, source",
                "payment_method=pm_card_visa, parameter_unknown, payment_method",
                "tax_exempt=none, parameter_unknown, tax_exempt",
                "balance=5, parameter_unknown, balance",
                "name[first]=x, parameter_invalid_string, name",
                "name=x&name=y, parameter_duplicate, name",
                "metadata=x, parameter_invalid, metadata",
                "metadata[]=x&metadata[k][l]=y, parameter_invalid_string, metadata[k]",
                "address=Pune, parameter_invalid, address",
                "address[country]=India, parameter_invalid, address[country]",
                "address[planet]=x, parameter_unknown, address[planet]",
                "shipping[name]=x, parameter_missing, shipping[address]",
                "shipping[address][city]=x, parameter_missing, shipping[name]",
                "shipping[address][city]=x&shipping[name]=y&shipping[carrier]=z, parameter_unknown, shipping[carrier]",
                "preferred_locales[0]=x!, parameter_invalid, preferred_locales",
                "preferred_locales=en, parameter_invalid, preferred_locales",
                "invoice_settings[default_payment_method]=pm_x, parameter_invalid,"
                        + " invoice_settings[default_payment_method]",
                "invoice_settings[footer]=x, parameter_unknown, invoice_settings[footer]",
                "description=4242424242424242, card_number_refused, description",
                "metadata[card]=4242-4242-4242-4242, card_number_refused, metadata[card]",
                "expand[0]=default_source, expansion_unknown, expand[0]",
            })
    void a_wrong_request_is_told_what_is_wrong(String form, String code, String param) {
        bursar.post(URL).form(form).send().expectError(400, code, param);
    }

    @Test
    void metadata_keeps_to_its_limits() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            many.append("&metadata[k").append(i).append("]=v");
        }
        bursar.post(URL).form(many.toString()).send().expectError(400, "parameter_invalid", "metadata");
        bursar.post(URL)
                .form("metadata[" + "k".repeat(41) + "]=v")
                .send()
                .expectError(400, "parameter_invalid", "metadata");
        bursar.post(URL)
                .form("metadata[k]=" + "v".repeat(501))
                .send()
                .expectError(400, "parameter_invalid", "metadata[k]");
        String id =
                create("metadata[" + "k".repeat(40) + "]=" + "v".repeat(500)).id();
        update(id, many.substring(0, many.lastIndexOf("&") - "&metadata[k49]=v".length()));
    }

    @ParameterizedTest
    @CsvSource({
        "/cus_00000000000000000000000000, 404, resource_missing, id",
        "/cus_1, 404, resource_missing, id",
        "?limit=101, 400, parameter_invalid, limit",
        "?starting_after=cus_1, 400, cursor_invalid, starting_after",
        "?starting_after=a&ending_before=b, 400, parameter_invalid, ending_before",
        "?name=x, 400, parameter_unknown, name",
        "/search, 400, parameter_missing, query",
        "/search?query=x&page=5, 400, cursor_invalid, page",
        "/search?query=x&starting_after=5, 400, parameter_unsupported, starting_after",
    })
    void a_wrong_question_is_told_what_is_wrong(String path, int status, String code, String param) {
        bursar.get(URL + path).send().expectError(status, code, param);
    }

    @Test
    void a_providers_name_for_a_customer_is_written_once() {
        Customers customers = bursar.bean(Customers.class);
        Customer customer = customers.find(1, create("email=" + mail).id()).orElseThrow();
        assertThat(customers.reference(1, customer.uuid(), "stripe")).isEmpty();
        assertThat(customers.keepReference(1, customer.uuid(), "stripe", "cus_theirs"))
                .isEqualTo("cus_theirs");
        assertThat(customers.keepReference(1, customer.uuid(), "stripe", "cus_other"))
                .isEqualTo("cus_theirs");
        assertThat(customers.reference(1, customer.uuid(), "stripe")).contains("cus_theirs");
        assertThat(customers.find(2, customer.id())).isEqualTo(Optional.empty());
        assertThat(customer.toString()).isEqualTo(customer.id());
        assertThatThrownBy(() -> {
                    try (Connection connection = bursar.superuser().connect();
                            Statement statement = connection.createStatement()) {
                        statement.execute("UPDATE customers.provider_ref SET ref = 'cus_other'");
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("never changed");
    }

    @Test
    void a_key_needs_the_right() {
        Request read = bursar.get(URL).bearer(bursar.keyWithoutRights());
        read.send().expectError(403, "right_missing", null);
        bursar.post(URL).bearer(bursar.keyWithoutRights()).send().expectError(403, "right_missing", null);
    }
}
