package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Routes.Route;
import io.bursar.access.ApiKeys;
import io.bursar.api.Caller.Reach;
import io.bursar.api.Caller.Right;
import io.bursar.api.Requires;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every route against a key with each one right: it opens to the right that it names, and to no other. */
@Tag("slow")
class RightsMatrixTest {
    private final RunningBursar bursar = RunningBursar.shared();

    @TestFactory
    Stream<DynamicTest> a_route_opens_to_the_right_that_it_names_and_to_no_other() {
        Map<Right, String> keys = new EnumMap<>(Right.class);
        for (Right right : Right.values()) {
            keys.put(
                    right,
                    bursar.bean(ApiKeys.class)
                            .create("only " + right, Set.of(right))
                            .reveal());
        }
        List<Route> routes = guarded();
        assertThat(routes).hasSizeGreaterThan(20);
        return routes.stream()
                .flatMap(route -> keys.entrySet().stream()
                        .map(key -> DynamicTest.dynamicTest(
                                route + " with " + key.getKey().text(),
                                () -> check(route, key.getKey(), key.getValue()))));
    }

    private void check(Route route, Right right, String key) {
        Reply reply =
                bursar.request(route.method(), route.example()).bearer(key).send();
        if (opens(right, neededBy(route)) || orBy(route).contains(right)) {
            assertThat(reply.status()).as("%s answered %s", route, reply.text()).isNotIn(401, 403);
        } else {
            reply.expectError(403, "right_missing", null);
            assertThat(reply.at("/error/details/right").asString())
                    .isEqualTo(neededBy(route).text());
        }
    }

    @Test
    void a_publishable_key_opens_what_every_key_opens_and_nothing_else() {
        String key = bursar.post("/v1/api_keys")
                .json("{'name':'page','kind':'publishable'}")
                .expect(201)
                .at("/secret")
                .asString();
        assertThat(key).startsWith("pk_test_");
        for (Route route : guarded()) {
            boolean opens =
                    neededBy(route).reach() == Reach.BROWSER || orBy(route).contains(Right.PAYMENTS_CLIENT);
            int status = bursar.request(route.method(), route.example())
                    .bearer(key)
                    .send()
                    .status();
            assertThat(status == 403).as("%s", route).isNotEqualTo(opens);
        }
    }

    @Test
    void every_right_opens_some_route_or_is_asked_for_inside_one() {
        Set<Right> askedInside = Set.of(Right.LEDGER_FACT);
        List<Right> named = guarded().stream()
                .flatMap(route -> Stream.concat(Stream.of(neededBy(route)), orBy(route).stream()))
                .toList();
        assertThat(Arrays.stream(Right.values()).filter(right -> !named.contains(right)))
                .containsExactlyInAnyOrderElementsOf(askedInside);
    }

    private List<Route> guarded() {
        return Routes.of(bursar).stream()
                .filter(route -> route.handler().hasMethodAnnotation(Requires.class))
                .toList();
    }

    private static Right neededBy(Route route) {
        Requires requires = route.handler().getMethodAnnotation(Requires.class);
        return requires == null ? Right.BOOKS_WRITE : requires.value();
    }

    /** What opens it for less: payments of which the payer's browser has the secret. */
    private static List<Right> orBy(Route route) {
        Requires requires = route.handler().getMethodAnnotation(Requires.class);
        List<Right> others = requires == null ? List.of() : List.of(requires.or());
        boolean isPayers = route.toString().equals("GET /v1/payment_intents/{id}")
                || route.toString().equals("POST /v1/payment_intents/{id}/confirm");
        assertThat(others).as("%s", route).isEqualTo(isPayers ? List.of(Right.PAYMENTS_CLIENT) : List.of());
        return others;
    }

    /** Written apart from the code: the same right, the write to a read, or what everybody may. */
    private static boolean opens(Right held, Right needed) {
        return held == needed
                || needed == Right.SELF_READ
                || (needed.text().endsWith(".read")
                        && held.text().equals(needed.text().replace(".read", ".write")));
    }
}
