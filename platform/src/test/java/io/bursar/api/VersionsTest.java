package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Versions, on a Bursar that has two more than there are: in 2027-03-01 {@code memo} became {@code reference}, in
 * 2027-09-01 the {@code value} of a leg became its {@code amount}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersionsTest {
    private static final String OLDEST = "2026-11-21";
    private static final String MIDDLE = "2027-03-01";
    private static final String NEWEST = "2027-09-01";

    private final RunningBursar bursar =
            RunningBursar.startWithVersions(List.of(new ValueBecameAmount(), new MemoBecameReference()));

    private static final class MemoBecameReference implements VersionChange {
        @Override
        public ApiVersion since() {
            return new ApiVersion(MIDDLE);
        }

        @Override
        public void upgrade(Sent sent) {
            sent.body().rename("memo", "reference");
            sent.body().inside("transactions").forEach(item -> item.rename("memo", "reference"));
        }

        @Override
        public void downgrade(String object, ObjectNode members) {
            rename(members, "reference", "memo");
            if (object.equals("error") && members.path("param").asString("").equals("reference")) {
                members.put("param", "memo");
            }
        }
    }

    private static final class ValueBecameAmount implements VersionChange {
        @Override
        public ApiVersion since() {
            return new ApiVersion(NEWEST);
        }

        @Override
        public void upgrade(Sent sent) {
            if (sent.route().equals("POST /v1/transactions")) {
                sent.body().inside("legs").forEach(leg -> leg.rename("value", "amount"));
            }
        }

        @Override
        public void downgrade(String object, ObjectNode members) {
            members.path("legs").forEach(leg -> rename((ObjectNode) leg, "amount", "value"));
        }
    }

    private static void rename(ObjectNode members, String from, String to) {
        JsonNode value = members.remove(from);
        if (value != null) {
            members.set(to, value);
        }
    }

    @BeforeAll
    void chart() {
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'world','kind':'asset'},{'path':'fees','kind':'income'}]}")
                .expect(201);
    }

    @AfterAll
    void stop() {
        bursar.close();
    }

    private Request transfer(String version, String key, String amount, String reference) {
        return bursar.post("/v1/transactions")
                .key(key)
                .inVersion(version)
                .json("{'legs':[{'debit':'world','credit':'fees','currency':'inr','" + amount + "':5}],'" + reference
                        + "':'order 7'}");
    }

    private static void expectMembers(JsonNode transaction, String amount, String reference) {
        assertThat(transaction.path(reference).asString("")).isEqualTo("order 7");
        assertThat(transaction.at("/legs/0/" + amount).asInt(0)).isEqualTo(5);
        assertThat(transaction.has("memo") && transaction.has("reference")).isFalse();
        assertThat(transaction.at("/legs/0").has("value")
                        && transaction.at("/legs/0").has("amount"))
                .isFalse();
    }

    @Test
    void each_version_takes_and_gives_its_own_members() {
        for (String[] row : new String[][] {
            {OLDEST, "value", "memo"}, {MIDDLE, "value", "reference"}, {NEWEST, "amount", "reference"}
        }) {
            Reply made =
                    transfer(row[0], RunningBursar.unique("v"), row[1], row[2]).expect(201);
            assertThat(made.header("Bursar-Version")).isEqualTo(row[0]);
            expectMembers(made.json(), row[1], row[2]);
            for (String reader : List.of(OLDEST, MIDDLE, NEWEST)) {
                Reply read = bursar.get("/v1/transactions/" + made.id())
                        .inVersion(reader)
                        .expect(200);
                expectMembers(
                        read.json(),
                        reader.equals(NEWEST) ? "amount" : "value",
                        reader.equals(OLDEST) ? "memo" : "reference");
            }
        }
    }

    @Test
    void members_of_another_version_are_unknown() {
        transfer(NEWEST, RunningBursar.unique("v"), "value", "reference")
                .send()
                .expectError(400, "parameter_missing", "legs[0][amount]");
        transfer(MIDDLE, RunningBursar.unique("v"), "value", "memo")
                .send()
                .expectError(400, "parameter_unknown", "memo");
    }

    @Test
    void an_error_names_the_parameter_as_the_caller_does() {
        Request tooLong = bursar.post("/v1/transactions")
                .key(RunningBursar.unique("v"))
                .inVersion(OLDEST)
                .json("{'legs':[{'debit':'world','credit':'fees','currency':'inr','value':5}],'memo':'"
                        + "x".repeat(501) + "'}");
        tooLong.send().expectError(400, "parameter_invalid", "memo");
    }

    @Test
    void a_replay_is_rendered_in_the_version_of_whoever_asks_again() {
        String key = RunningBursar.unique("replayed");
        Reply first = transfer(NEWEST, key, "amount", "reference").expect(201);
        Reply again = transfer(OLDEST, key, "value", "memo").expect(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.id()).isEqualTo(first.id());
        expectMembers(again.json(), "value", "memo");
        assertThat(again.json().size()).isEqualTo(first.json().size());
    }

    @Test
    void objects_inside_others_are_carried_back_too() {
        String key = RunningBursar.unique("listed");
        transfer(NEWEST, key, "amount", "reference").expect(201);
        Reply found =
                bursar.get("/v1/transactions?key=" + key).inVersion(OLDEST).expect(200);
        expectMembers(found.at("/data/0"), "value", "memo");
        Reply batch = bursar.post("/v1/transactions/batch")
                .key(RunningBursar.unique("batch"))
                .inVersion(OLDEST)
                .json("{'transactions':[{'legs':[{'debit':'world','credit':'fees','currency':'inr','amount':5}],"
                        + "'memo':'order 7'}]}")
                .expect(200);
        expectMembers(batch.at("/data/0/transaction"), "value", "memo");
    }

    @Test
    void a_key_speaks_the_version_of_the_request_that_made_it() {
        Reply made = bursar.post("/v1/api_keys")
                .inVersion(MIDDLE)
                .json("{'name':'of march','rights':['transactions.write']}")
                .expect(201);
        assertThat(made.at("/api_version").asString()).isEqualTo(MIDDLE);
        String secret = made.at("/secret").asString();
        Reply own = bursar.get("/v1/api_keys/current").bearer(secret).expect(200);
        assertThat(own.header("Bursar-Version")).isEqualTo(MIDDLE);
        assertThat(bursar.get("/v1/api_keys/current").expect(200).header("Bursar-Version"))
                .as("a key that the operator made")
                .isEqualTo(NEWEST);
        assertThat(bursar.get("/v1/api_keys/current")
                        .bearer(secret)
                        .inVersion(OLDEST)
                        .expect(200)
                        .header("Bursar-Version"))
                .isEqualTo(OLDEST);
    }

    @Test
    void a_version_that_does_not_exist_is_refused_with_those_that_do() {
        for (String wrong : List.of("2026-11-22", "2027-03-32", "newest", "2026-11-21,2027-03-01", "20261121")) {
            Reply refused = bursar.get("/v1/chart").inVersion(wrong).send();
            refused.expectError(400, "version_unknown", "Bursar-Version");
            assertThat(refused.at("/error/details/versions").asString())
                    .isEqualTo(String.join(", ", OLDEST, MIDDLE, NEWEST));
            assertThat(refused.header("Bursar-Version")).isEqualTo(NEWEST);
        }
    }

    @Test
    void every_answer_says_its_version_whoever_asks() {
        for (String path : List.of("/healthz", "/readyz", "/v1/chart", "/v1/nothing", "/nothing")) {
            Reply stranger = bursar.get(path).without("Authorization").send();
            assertThat(stranger.header("Bursar-Version")).as(path).isEqualTo(NEWEST);
            assertThat(bursar.get(path).send().header("Bursar-Version"))
                    .as(path)
                    .isEqualTo(NEWEST);
        }
    }

    @Test
    void no_change_is_older_than_the_first_version() {
        VersionChange tooOld = () -> ApiVersion.FIRST;
        assertThatThrownBy(() -> new Versions(List.of(tooOld))).isInstanceOf(IllegalArgumentException.class);
    }
}
