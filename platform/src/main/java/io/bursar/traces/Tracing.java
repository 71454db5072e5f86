package io.bursar.traces;

import io.bursar.api.RequestWatcher;
import io.bursar.ledger.BookWatcher;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** OpenTelemetry's side: where spans are made, and sent from. */
final class Tracing implements AutoCloseable {
    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final long CLOSE_LIMIT_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final RequestSpans requests;
    private final BatchSpans books;

    private Tracing(SpanProcessor processor, TraceSettings settings) {
        provider = SdkTracerProvider.builder()
                .setResource(
                        Resource.getDefault().merge(Resource.create(Attributes.of(SERVICE_NAME, settings.service()))))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.share())))
                .addSpanProcessor(processor)
                .build();
        Tracer tracer = provider.get("io.bursar");
        ThreadLocal<Context> current = new ThreadLocal<>();
        requests = new RequestSpans(tracer, current);
        books = new BatchSpans(tracer, current);
    }

    /** To an OTLP collector over HTTP. When it does not answer, spans are dropped and nobody waits. */
    static Tracing to(URI endpoint, TraceSettings settings) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint + "/v1/traces")
                .build();
        return to(BatchSpanProcessor.builder(exporter).build(), settings);
    }

    static Tracing to(SpanProcessor processor, TraceSettings settings) {
        return new Tracing(processor, settings);
    }

    RequestWatcher requests() {
        return requests;
    }

    BookWatcher books() {
        return books;
    }

    /** Sends what is left, for at most some seconds. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
