package io.bursar.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.gateways.GatewaySettings;
import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.GatewaySettings.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about rules that are wrong: each with its status, code and param, and none leaves anything behind. */
class WrongRuleSetsTest {
    private static final String SETS = "/v1/routing_rule_sets";
    private static final RunningBursar BURSAR = RunningBursar.startWithGateways(
            new GatewaySettings(
                    Map.of("stripe", new Account(new Secret("x"), List.of(), URI.create("http://127.0.0.1:9"), 1)),
                    Patience.STANDARD),
            spring -> {});

    @AfterAll
    static void close() {
        BURSAR.close();
    }

    private static Request post(String path) {
        return BURSAR.post(path).key(RunningBursar.unique("wrong"));
    }

    private static int sets() {
        return BURSAR.get(SETS + "?limit=100").expect(200).at("/data").size();
    }

    record Wrong(String body, String code, String param) {}

    /** @param rules with {@code G} for {@code ,'gateways':['stripe']} */
    private static Wrong rules(String rules, String code, String param) {
        return new Wrong("{'rules':" + rules.replace("G", ",'gateways':['stripe']") + "}", code, param);
    }

    private static Stream<Wrong> wrong() {
        String when = "rules[0][when]";
        String gateways = "rules[0][gateways]";
        return Stream.of(
                new Wrong("{}", "parameter_missing", "rules"),
                rules("[]", "parameter_invalid", "rules"),
                rules("'true'", "parameter_invalid", "rules"),
                rules("[{}]", "parameter_missing", when),
                rules("[{'when':'true'}]", "parameter_missing", gateways),
                rules("[{'gateways':['stripe']}]", "parameter_missing", when),
                rules("[{'when':''G}]", "parameter_invalid", when),
                rules("[{'when':'amount'G}]", "parameter_invalid", when),
                rules("[{'when':'amount >'G}]", "parameter_invalid", when),
                rules("[{'when':'colour == 1'G}]", "parameter_invalid", when),
                rules("[{'when':'dyn(amount)'G}]", "parameter_invalid", when),
                rules("[{'when':trueG}]", "parameter_invalid_string", when),
                rules("[{'when':'true','gateways':[]}]", "parameter_invalid", gateways),
                rules("[{'when':'true','gateways':'stripe'}]", "parameter_invalid", gateways),
                rules("[{'when':'true','gateways':['paypal']}]", "parameter_invalid", "rules[0][gateways][0]"),
                rules("[{'when':'true','gateways':['stripe','stripe']}]", "parameter_invalid", gateways),
                rules("[{'when':'true'G},{'when':'1 +'G}]", "parameter_invalid", "rules[1][when]"),
                rules("[{'when':'true','gateways':['stripe'],'weight':1}]", "parameter_unknown", "rules[0][weight]"),
                new Wrong(
                        "{'rules':[{'when':'true','gateways':['stripe']}],'status':'active'}",
                        "parameter_unknown",
                        "status"),
                new Wrong(
                        "{'description':7,'rules':[{'when':'true','gateways':['stripe']}]}",
                        "parameter_invalid_string",
                        "description"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrong_sets_are_refused_and_leave_nothing(Wrong wrong) {
        int before = sets();
        post(SETS).json(wrong.body).send().expectError(400, wrong.code, wrong.param);
        assertThat(sets()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "-1", "many", "1.5"})
    void a_wrong_limit_of_a_dry_run_is_refused(String limit) {
        String set = post(SETS)
                .json("{'rules':[{'when':'true','gateways':['stripe']}]}")
                .expect(201)
                .id();
        post(SETS + "/" + set + "/dry_run")
                .form("limit=" + limit)
                .send()
                .expectError(400, "parameter_invalid_integer", "limit");
    }

    @Test
    void what_is_not_there_is_missing_and_longer_texts_are_refused() {
        for (String what : List.of("activate", "retire", "dry_run")) {
            post(SETS + "/rrs_01kamh5x0z8000040v1q3m7n5r/" + what).send().expectError(404, "resource_missing", "id");
        }
        post(SETS)
                .json("{'rules':[{'when':'" + "!".repeat(1_000) + "true','gateways':['stripe']}]}")
                .send()
                .expectError(400, "parameter_invalid_string", "rules[0][when]");
        assertThat(BURSAR.get("/v1/routing_decisions?payment_intent=nothing")
                        .expect(200)
                        .at("/data"))
                .isEmpty();
    }
}
