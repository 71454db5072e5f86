package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Contract.Operation;
import io.bursar.api.Requires;
import io.bursar.gateways.SandboxRig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** {@code api/openapi.yaml} and the application say the same. */
class OpenApiTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void every_route_is_documented_and_every_documented_operation_is_a_route() {
        List<String> routes = Routes.of(RunningBursar.shared()).stream()
                .map(Routes.Route::toString)
                .toList();
        List<String> documented =
                Contract.operations().stream().map(Operation::toString).toList();
        assertThat(documented)
                .as("operations in api/openapi.yaml, against routes of the application")
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void every_reference_leads_somewhere_and_every_component_is_used() {
        walk(Contract.map(new Yaml().load(Contract.text())));
        assertThat(Contract.unusedComponents(Contract.text())).isEmpty();
    }

    private static void walk(@Nullable Object node) {
        switch (node) {
            case Map<?, ?> map when map.containsKey("$ref") -> Contract.resolve(map);
            case Map<?, ?> map -> map.values().forEach(OpenApiTest::walk);
            case List<?> list -> list.forEach(OpenApiTest::walk);
            case null, default -> {}
        }
    }

    /** The reference tells readers which right a key needs. */
    @Test
    void every_operation_names_the_right_that_its_route_needs() {
        for (Routes.Route route : Routes.of(RunningBursar.shared())) {
            Requires needed = route.handler().getMethodAnnotation(Requires.class);
            Operation operation = Contract.operations().stream()
                    .filter(each -> each.toString().equals(route.toString()))
                    .findFirst()
                    .orElseThrow();
            assertThat(operation.content().get("x-right"))
                    .as("x-right of %s", route)
                    .isEqualTo(needed == null ? null : needed.value().text());
        }
    }

    @Test
    void examples_keep_to_their_schemas() {
        List<String> faults = new ArrayList<>();
        for (Operation operation : Contract.operations()) {
            operation
                    .requestExample()
                    .ifPresent(example -> Contract.validate(
                            operation.requestSchema().orElseThrow(), example, operation.toString(), faults));
            operation.responses().forEach((status, response) -> {
                Map<String, Object> resolved = Contract.map(Contract.resolve(response));
                Optional<Object> example = Contract.at(resolved, "content", "application/json", "example");
                example.ifPresent(body -> Contract.validate(
                        Contract.at(resolved, "content", "application/json", "schema")
                                .orElseThrow(),
                        body,
                        operation + " " + status,
                        faults));
            });
        }
        assertThat(faults).isEmpty();
    }

    /** In the order in which a reader would try them. What comes back is held against the document with each answer. */
    @Test
    void the_documented_requests_work() throws Exception {
        try (SandboxRig sandbox = SandboxRig.start();
                RunningBursar bursar = RunningBursar.startWithGateways(
                        sandbox.settings(ExampleWebhook.SECRET, ExampleWebhook.SECRET), spring -> {})) {
            ExampleWebhook.send(bursar);
            String message =
                    bursar.get("/v1/webhook_inbox").expect(200).at("/data/0/id").asString();
            send(bursar, "POST /v1/chart", "").expect(201);
            Reply booked = send(bursar, "POST /v1/transactions", "").expect(201);
            Reply batch = send(bursar, "POST /v1/transactions/batch", "").expect(200);
            assertThat(batch.at("/data/0/status").asInt()).isEqualTo(201);
            assertThat(batch.at("/data/1/status").asInt()).isEqualTo(402);
            Reply hold = send(bursar, "POST /v1/holds", "").expect(201);
            send(bursar, "POST /v1/holds/{id}/capture", hold.id()).expect(201);
            send(bursar, "POST /v1/holds/{id}/release", hold.id()).expect(201);
            send(bursar, "POST /v1/transactions/{id}/reverse", booked.id()).expect(201);
            String account = send(bursar, "POST /v1/accounts", "").expect(200).id();
            for (String change : List.of("", "/freeze", "/unfreeze")) {
                send(bursar, "POST /v1/accounts/{id}" + change, account).expect(200);
            }
            send(bursar, "POST /v1/accounts/{id}/close", account).expect(422);
            send(bursar, "POST /v1/accounts/{id}/reopen", account).expect(200);
            String scheduled = send(bursar, "POST /v1/scheduled_transactions", "")
                    .expect(201)
                    .id();
            send(bursar, "POST /v1/scheduled_transactions/{id}/cancel", scheduled)
                    .expect(200);
            send(bursar, "POST /v1/periods", "").expect(201);
            send(bursar, "POST /v1/periods/reopen", "").expect(201);
            String key = send(bursar, "POST /v1/api_keys", "").expect(201).id();
            send(bursar, "POST /v1/api_keys/{id}/roll", key).expect(201);
            send(bursar, "POST /v1/api_keys/{id}/revoke", key).expect(200);
            send(bursar, "POST /v1/books", "").expect(201);
            String customer = send(bursar, "POST /v1/customers", "").expect(200).id();
            String method =
                    send(bursar, "POST /v1/payment_methods", "").expect(200).id();
            String event = bursar.get("/v1/events?limit=1")
                    .expect(200)
                    .at("/data/0/id")
                    .asString();
            send(bursar, "POST /v1/webhook_inbox/{id}/replay", message).expect(200);
            getAll(
                    bursar,
                    Map.of(
                            "/v1/holds", hold.id(),
                            "/v1/accounts", account,
                            "/v1/api_keys", key,
                            "/v1/scheduled_transactions", scheduled,
                            "/v1/customers", customer,
                            "/v1/payment_methods", method,
                            "/v1/events", event,
                            "/v1/webhook_inbox", message,
                            "/v1/transactions", booked.id()));
        }
    }

    /** What has no id here is asked for, and held against the document, by ExamplesTest. */
    private static void getAll(RunningBursar bursar, Map<String, String> ids) {
        for (Operation operation : Contract.operations()) {
            String id = ids.getOrDefault(operation.path().replaceAll("^(/v1/\\w+).*", "$1"), "");
            String query = query(operation.path(), ids.getOrDefault("/v1/customers", ""));
            boolean isPlain = operation.method().equals("GET");
            if (isPlain && (!id.isEmpty() || !operation.path().contains("{id}"))) {
                bursar.get(operation.path().replace("{id}", id) + query).expect(200);
            }
        }
    }

    private static String query(String path, String customer) {
        return switch (path) {
            case "/v1/transactions" -> "?key=doc-1";
            case "/v1/payment_methods" -> "?customer=" + customer;
            case "/v1/customers/search", "/v1/payment_intents/search" -> "?query=created%3E1";
            default -> "";
        };
    }

    private static Reply send(RunningBursar bursar, String route, String id) {
        Operation operation = Contract.operations().stream()
                .filter(candidate -> candidate.toString().equals(route))
                .findFirst()
                .orElseThrow();
        Request request = bursar.post(operation.path().replace("{id}", id)).key(RunningBursar.unique("doc"));
        operation.requestExample().ifPresent(example -> request.json(MAPPER.writeValueAsString(inTime(example))));
        return request.send();
    }

    /** A time that lies ahead does not do so for ever. */
    private static Object inTime(Object example) {
        if (!(example instanceof Map<?, ?> members) || !members.containsKey("execute_at")) {
            return example;
        }
        Map<Object, Object> changed = new LinkedHashMap<>(members);
        changed.put("execute_at", Instant.now().plus(Duration.ofDays(1)).getEpochSecond());
        return changed;
    }
}
