package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Routes.Route;
import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.MovesMoney;
import io.bursar.api.Requires;
import io.bursar.engine.Ledger;
import java.lang.reflect.Field;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every route there is, and will hold for those to come. */
class RouteRulesTest {
    /** Routes that write and move no money: an idempotency key is taken, but not asked for. */
    private static final Set<String> MOVE_NO_MONEY = Set.of(
            "POST /v1/chart",
            "POST /v1/periods",
            "POST /v1/periods/reopen",
            "POST /v1/accounts",
            "POST /v1/accounts/{id}",
            "POST /v1/accounts/{id}/freeze",
            "POST /v1/accounts/{id}/unfreeze",
            "POST /v1/accounts/{id}/close",
            "POST /v1/accounts/{id}/reopen",
            "POST /v1/scheduled_transactions/{id}/cancel",
            "POST /v1/payment_intents/{id}",
            "POST /v1/refunds/{id}",
            "POST /v1/refunds/{id}/cancel",
            "POST /v1/webhook_inbox/{id}/replay",
            "POST /v1/routing_rule_sets",
            "POST /v1/routing_rule_sets/{id}/activate",
            "POST /v1/routing_rule_sets/{id}/dry_run",
            "POST /v1/routing_rule_sets/{id}/retire",
            "POST /v1/api_keys",
            "POST /v1/api_keys/{id}/roll",
            "POST /v1/api_keys/{id}/revoke",
            "POST /v1/books",
            "POST /v1/customers",
            "POST /v1/setup_intents",
            "POST /v1/setup_intents/{id}",
            "POST /v1/setup_intents/{id}/confirm",
            "POST /v1/setup_intents/{id}/cancel",
            "POST /v1/payment_methods",
            "POST /v1/payment_methods/{id}",
            "POST /v1/payment_methods/{id}/attach",
            "POST /v1/payment_methods/{id}/detach",
            "POST /v1/customers/{id}",
            "POST /v1/disputes/{id}",
            "POST /v1/files",
            "DELETE /v1/customers/{id}");

    /** The routes without a key, which are two and stay two. */
    private static final Set<String> OPEN = Set.of("GET /healthz", "GET /readyz");

    private final RunningBursar bursar = RunningBursar.shared();

    @Test
    void a_route_that_writes_says_whether_it_moves_money() {
        for (Route route : Routes.of(bursar)) {
            boolean movesMoney = route.handler().hasMethodAnnotation(MovesMoney.class);
            boolean writes = !route.method().equals("GET");
            assertThat(movesMoney)
                    .as("%s must carry @MovesMoney, or be listed in MOVE_NO_MONEY here", route)
                    .isEqualTo(writes && !MOVE_NO_MONEY.contains(route.toString()));
        }
    }

    @TestFactory
    Stream<DynamicTest> a_route_that_moves_money_is_refused_without_a_key() {
        return Routes.of(bursar).stream()
                .filter(route -> {
                    MovesMoney moves = route.handler().getMethodAnnotation(MovesMoney.class);
                    return moves != null && moves.key() != MovesMoney.Key.OPTIONAL;
                })
                .map(route -> DynamicTest.dynamicTest(route.toString(), () -> {
                    MovesMoney moves = route.handler().getMethodAnnotation(MovesMoney.class);
                    boolean keyInItems = moves != null && moves.key() == MovesMoney.Key.HEADER_OR_ITEM;
                    Request request = bursar.request(route.method(), route.example());
                    if (keyInItems) {
                        request.json("{'transactions':[{}]}");
                    }
                    String param = keyInItems ? "transactions[0][idempotency_key]" : "Idempotency-Key";
                    boolean idIsRead = route.example().contains("_");
                    Reply reply = request.send();
                    assertThat(reply.at("/error/code").asString())
                            .as("%s (an id is read: %s)", route, idIsRead)
                            .isEqualTo("idempotency_key_required");
                    assertThat(reply.at("/error/param").asString()).isEqualTo(param);
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_route_refuses_an_unknown_query_parameter() {
        return Routes.of(bursar).stream()
                .filter(Route::answersJson)
                .filter(route -> !route.path().contains("{"))
                .map(route -> DynamicTest.dynamicTest(route.toString(), () -> {
                    Reply reply = bursar.request(route.method(), route.example() + "?nobody_knows=1")
                            .key(RunningBursar.unique("unknown"))
                            .send();
                    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
                    assertThat(reply.at("/error/code").asString()).isIn("parameter_unknown", "parameter_missing");
                }));
    }

    @Test
    void every_endpoint_takes_a_call_and_gives_an_answer() {
        for (Route route : Routes.of(bursar)) {
            if (route.answersJson()) {
                assertThat(route.handler().getMethod().getParameterTypes())
                        .as("%s", route)
                        .containsExactly(Call.class);
                assertThat(route.handler().getMethod().getReturnType()).isEqualTo(Answer.class);
            }
        }
    }

    @Test
    void every_route_but_the_open_ones_names_the_right_it_needs() {
        for (Route route : Routes.of(bursar)) {
            assertThat(route.handler().hasMethodAnnotation(Requires.class))
                    .as("%s must carry @Requires with the right that it needs", route)
                    .isEqualTo(!OPEN.contains(route.toString()));
        }
    }

    /** The house's book has no place in an endpoint: whoever asks would see it, whatever their own book is. */
    @Test
    void no_endpoint_of_the_api_holds_on_to_one_book() {
        for (Route route : Routes.of(bursar)) {
            for (Field field : route.handler().getBeanType().getDeclaredFields()) {
                assertThat(route.path().startsWith("/v1/") && Ledger.class.isAssignableFrom(field.getType()))
                        .as("%s has the field %s: take OpenBooks and ask it for the book of the call", route, field)
                        .isFalse();
            }
        }
    }

    @Test
    void every_route_but_the_open_ones_asks_for_a_key() {
        for (Route route : Routes.of(bursar)) {
            Request request = bursar.request(route.method(), route.example()).without("Authorization");
            boolean isGuarded = !OPEN.contains(route.toString());
            assertThat(request.send().status() == 401).as("%s", route).isEqualTo(isGuarded);
        }
    }
}
