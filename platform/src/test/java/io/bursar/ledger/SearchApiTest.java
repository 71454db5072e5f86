package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions, holds and entries by what they carry, over REST. */
class SearchApiTest {
    private final RunningBursar bursar = Books.open();
    private final String mark = RunningBursar.unique("mark");
    private final String wallet = Books.wallet(100_000);

    private String pay(int number, String credit) {
        return bursar.post("/v1/transactions")
                .key(RunningBursar.unique("search"))
                .json(("{'legs':[{'debit':'%s','credit':'%s','amount':%d,'currency':'inr'}],'reference':'%s %d',"
                                + "'metadata':{'mark':'%s','parity':'%s'},'effective_at':'2026-0%d-01T00:00:00Z'}")
                        .formatted(wallet, credit, 10 + number, mark, number, mark, number % 2, 1 + number % 3))
                .expect(201)
                .id();
    }

    private List<String> pay(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.addFirst(pay(i, i % 5 == 0 ? "fees" : "shops/" + mark));
        }
        return ids;
    }

    private String hold(String reference) {
        return bursar.post("/v1/holds")
                .key(RunningBursar.unique("search"))
                .json(("{'legs':[{'debit':'%s','credit':'fees','amount':5,'currency':'inr'}],'reference':'%s',"
                                + "'metadata':{'mark':'%s'}}")
                        .formatted(wallet, reference, mark))
                .expect(201)
                .id();
    }

    private Reply get(String path) {
        return bursar.get(path).expect(200);
    }

    private static List<String> ids(Reply list) {
        List<String> ids = new ArrayList<>();
        list.at("/data").forEach(item -> ids.add(item.at("/id").asString()));
        return ids;
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void transactions_are_found_by_reference_metadata_type_and_account() {
        List<String> paid = pay(12);
        String mine = "/v1/transactions?metadata[mark]=" + mark;
        assertThat(ids(get("/v1/transactions?reference=" + url(mark + " 3")))).containsExactly(paid.get(8));
        assertThat(ids(get("/v1/transactions?reference=" + url(mark + " 33")))).isEmpty();
        assertThat(ids(get(mine + "&limit=100"))).isEqualTo(paid);
        assertThat(ids(get(mine + "&metadata[parity]=1"))).hasSize(6).allMatch(id -> paid.indexOf(id) % 2 == 0);
        assertThat(ids(get(mine + "&account=shops/" + mark))).hasSize(9);
        assertThat(ids(get(mine + "&account=" + Books.accountId("shops/" + mark))))
                .hasSize(9);
        assertThat(ids(get(mine + "&account=nobody/there"))).isEmpty();
        String undone = bursar.post("/v1/transactions/" + paid.getFirst() + "/reverse")
                .key(RunningBursar.unique("search"))
                .json("{'metadata':{'mark':'" + mark + "'}}")
                .expect(201)
                .id();
        assertThat(ids(get(mine + "&type=reversal"))).containsExactly(undone);
        assertThat(ids(get("/v1/transactions?type=reversal&account=" + wallet))).containsExactly(undone);
        assertThat(ids(get(mine + "&type=expiry"))).isEmpty();
    }

    @Test
    void pages_lead_forward_and_back_and_their_cursors_carry_the_filter() {
        List<String> paid = pay(11);
        String mine = "/v1/transactions?limit=4&metadata[mark]=" + mark;
        List<String> seen = new ArrayList<>();
        Reply page = get(mine);
        seen.addAll(ids(page));
        while (page.at("/has_more").asBoolean()) {
            page = get(mine + "&starting_after=" + seen.getLast());
            seen.addAll(ids(page));
        }
        assertThat(seen).isEqualTo(paid);
        Reply back = get(mine + "&ending_before=" + paid.get(7));
        assertThat(ids(back)).isEqualTo(paid.subList(3, 7));
        assertThat(back.at("/has_more").asBoolean()).isTrue();
        back = get(mine + "&ending_before=" + paid.get(3));
        assertThat(ids(back)).isEqualTo(paid.subList(0, 3));
        assertThat(back.at("/has_more").asBoolean()).isFalse();
        bursar.get(mine + "&metadata[parity]=0&starting_after=" + paid.get(1))
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
        String other = Books.transfer("world", wallet, 5).id();
        bursar.get(mine + "&ending_before=" + other).send().expectError(400, "cursor_invalid", "ending_before");
    }

    @Test
    void times_bound_what_is_found() {
        List<String> paid = pay(3);
        Reply middle = get("/v1/transactions/" + paid.get(1));
        String at = middle.at("/recorded_at").asString();
        String mine = "/v1/transactions?metadata[mark]=" + mark;
        assertThat(ids(get(mine + "&created[gte]=" + url(at)))).isEqualTo(paid.subList(0, 2));
        assertThat(ids(get(mine + "&created[gt]=" + url(at)))).isEqualTo(paid.subList(0, 1));
        assertThat(ids(get(mine + "&created[lt]=" + url(at)))).isEqualTo(paid.subList(2, 3));
        assertThat(ids(get(mine + "&created[lte]=" + url(at) + "&created[gte]=" + url(at))))
                .containsExactly(paid.get(1));
        assertThat(ids(get(mine + "&created=" + url(at)))).containsExactly(paid.get(1));
        long second = middle.at("/created").asLong();
        assertThat(ids(get(mine + "&created=" + second))).contains(paid.get(1));
        assertThat(ids(get(mine + "&created[lte]=" + second))).contains(paid.get(1));
        assertThat(ids(get(mine + "&created[gt]=" + second))).doesNotContain(paid.get(1));
        assertThat(ids(get(mine + "&created[gte]=" + (second + 3_600)))).isEmpty();
    }

    @Test
    void holds_are_listed_by_status_reference_and_account() {
        List<String> holds = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            holds.addFirst(hold(mark + " hold " + i));
        }
        bursar.post("/v1/holds/" + holds.get(1) + "/capture")
                .key(RunningBursar.unique("search"))
                .json("{}")
                .expect(201);
        bursar.post("/v1/holds/" + holds.get(3) + "/release")
                .key(RunningBursar.unique("search"))
                .json("{}")
                .expect(201);
        String mine = "/v1/holds?account=" + wallet;
        assertThat(ids(get(mine))).isEqualTo(holds);
        assertThat(ids(get("/v1/holds?metadata[mark]=" + mark))).isEqualTo(holds);
        assertThat(ids(get(mine + "&status=open"))).containsExactly(holds.get(0), holds.get(2), holds.get(4));
        assertThat(ids(get(mine + "&status=captured"))).containsExactly(holds.get(1));
        assertThat(ids(get(mine + "&status=released"))).containsExactly(holds.get(3));
        assertThat(ids(get(mine + "&status=expired"))).isEmpty();
        assertThat(ids(get("/v1/holds?reference=" + url(mark + " hold 2")))).containsExactly(holds.get(2));
        assertThat(ids(get("/v1/holds?status=open&limit=3"))).startsWith(holds.getFirst());
        Reply page = get(mine + "&status=open&limit=1");
        assertThat(page.at("/has_more").asBoolean()).isTrue();
        // The cursor's hold may end before the next page is asked for.
        bursar.post("/v1/holds/" + holds.getFirst() + "/release")
                .key(RunningBursar.unique("search"))
                .json("{}")
                .expect(201);
        assertThat(ids(get(mine + "&status=open&starting_after=" + holds.getFirst())))
                .containsExactly(holds.get(2), holds.get(4));
        assertThat(ids(get(mine + "&ending_before=" + holds.get(3)))).isEqualTo(holds.subList(0, 3));
    }

    @Test
    void history_is_filtered_by_type_reference_metadata_and_effective_time() {
        pay(9);
        hold(mark + " hold");
        String history = "/v1/accounts/" + Books.accountId(wallet) + "/history";
        List<String> all = ids(get(history + "?limit=100"));
        assertThat(all).hasSize(11);
        assertThat(ids(get(history + "?type=hold"))).containsExactly(all.getFirst());
        assertThat(ids(get(history + "?type=transfer&limit=100"))).isEqualTo(all.subList(1, 11));
        assertThat(ids(get(history + "?reference=" + url(mark + " 8")))).containsExactly(all.get(1));
        assertThat(ids(get(history + "?metadata[parity]=1")))
                .containsExactly(all.get(2), all.get(4), all.get(6), all.get(8));
        assertThat(ids(get(history + "?effective_at[gte]=2026-02-01T00:00:00Z&effective_at[lt]=2026-03-01T00:00:00Z")))
                .hasSize(3);
        Reply page = get(history + "?type=transfer&limit=3&starting_after=" + all.get(4));
        assertThat(ids(page)).isEqualTo(all.subList(5, 8));
        assertThat(ids(get(history + "?type=transfer&limit=3&ending_before=" + all.get(8))))
                .isEqualTo(all.subList(5, 8));
        bursar.get(history + "?type=hold&starting_after=" + all.get(4))
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
    }

    private void refused(String path, String code, String param) {
        bursar.get(path).send().expectError(400, code, param);
    }

    @Test
    void wrong_filters_are_named() {
        String history = "/v1/accounts/" + Books.accountId(wallet) + "/history";
        String entry = ids(get(history)).getFirst();
        refused(history + "?ending_before=" + entry + "&starting_after=" + entry, "parameter_invalid", "ending_before");
        refused(history + "?type=opened", "parameter_invalid", "type");
        refused(history + "?account=" + wallet, "parameter_unknown", "account");
        refused("/v1/transactions?created[gte]=yesterday", "parameter_invalid", "created[gte]");
        refused("/v1/transactions?created[gte]=1&created[gt]=1", "parameter_invalid", "created[gt]");
        refused("/v1/transactions?created[since]=1", "parameter_unknown", "created[since]");
        refused("/v1/transactions?metadata=x", "parameter_invalid", "metadata");
        refused("/v1/transactions?starting_after=tx_0", "cursor_invalid", "starting_after");
        refused("/v1/transactions?key=a&type=transfer", "parameter_unknown", "type");
        refused("/v1/holds?status=gone", "parameter_invalid", "status");
        refused("/v1/holds?ending_before=tx_0", "cursor_invalid", "ending_before");
    }
}
