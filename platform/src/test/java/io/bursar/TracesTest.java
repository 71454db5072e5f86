package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.SpanCollector.Span;
import io.bursar.traces.TraceSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Traces as a collector receives them, over the wire. */
class TracesTest {
    private static final String CHART =
            "{'patterns':[{'path':'world','kind':'asset'},{'path':'users/{user}','kind':'liability'}]}";
    private static final String LEGS =
            "{'legs':[{'debit':'world','credit':'users/private','amount':7,'currency':'inr'}]}";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void a_trace_goes_from_the_request_through_the_batch_to_the_commit() {
        List<Span> spans = traced(bursar -> {
            bursar.post("/v1/chart").json(CHART).expect(201);
            bursar.post("/v1/transactions")
                    .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                    .key("k")
                    .json(LEGS)
                    .expect(201);
        });
        List<Span> trace =
                spans.stream().filter(span -> span.trace().equals(TRACE)).toList();
        Span request = named(trace, "POST /v1/transactions");
        assertThat(request.parent()).isEqualTo("00f067aa0ba902b7");
        Span queue = named(trace, "ledger.queue");
        Span batch = named(trace, "ledger.batch");
        assertThat(queue.parent()).isEqualTo(request.id());
        assertThat(batch.parent()).isEqualTo(request.id());
        assertThat(queue.endNs()).isEqualTo(batch.beginNs());
        long atNs = batch.beginNs();
        for (String phase : List.of("prefetch", "lock", "evaluate", "riders", "commit")) {
            Span span = named(trace, "ledger." + phase);
            assertThat(span.parent()).isEqualTo(batch.id());
            assertThat(span.beginNs()).as(phase).isEqualTo(atNs);
            atNs = span.endNs();
        }
        assertThat(atNs).isEqualTo(batch.endNs());
        assertThat(trace).hasSize(8);
        assertThat(spans).extracting(Span::name).contains("POST /v1/chart");
    }

    @Test
    void a_caller_who_decided_against_a_trace_gets_none_and_no_path_is_told() {
        SpanCollector collector = new SpanCollector();
        List<Span> spans = traced(collector, bursar -> {
            bursar.post("/v1/chart").json(CHART).expect(201);
            Reply booked = bursar.post("/v1/transactions")
                    .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-00")
                    .key("k")
                    .json(LEGS)
                    .expect(201);
            bursar.get("/v1/transactions/" + booked.id()).expect(200);
        });
        assertThat(spans).noneMatch(span -> span.trace().equals(TRACE));
        assertThat(named(spans, "GET /v1/transactions/{id}").parent()).isEmpty();
        assertThat(collector.received())
                .doesNotContain("tx_0")
                .doesNotContain("users/private")
                .contains("bursar");
    }

    @Test
    void settings_come_from_the_environment_and_wrong_ones_are_named() {
        assertThat(TraceSettings.of(Map.of())).isEqualTo(TraceSettings.OFF);
        TraceSettings set = TraceSettings.of(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318/", "OTEL_TRACES_SAMPLER_ARG", "0.25"));
        assertThat(set.endpoint()).hasToString("http://127.0.0.1:4318");
        assertThat(set.share()).isEqualTo(0.25);
        wrong("OTEL_EXPORTER_OTLP_ENDPOINT", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"));
        wrong(
                "OTEL_TRACES_SAMPLER_ARG",
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:1", "OTEL_TRACES_SAMPLER_ARG", "half"));
    }

    private static void wrong(String named, Map<String, String> environment) {
        assertThatThrownBy(() -> TraceSettings.of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    private static Span named(List<Span> spans, String name) {
        List<Span> found =
                spans.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(found).as("%s among %s", name, spans).hasSize(1);
        return found.getFirst();
    }

    private interface Work {
        void on(RunningBursar bursar);
    }

    private static List<Span> traced(Work work) {
        return traced(new SpanCollector(), work);
    }

    /** All spans, which are sent at the latest when the application stops. */
    private static List<Span> traced(SpanCollector collector, Work work) {
        try (collector) {
            try (RunningBursar bursar =
                    RunningBursar.startTraced(new TraceSettings(collector.address(), 1, "bursar"))) {
                work.on(bursar);
            }
            return collector.spans();
        }
    }
}
