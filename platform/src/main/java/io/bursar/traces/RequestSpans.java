package io.bursar.traces;

import io.bursar.api.Caller;
import io.bursar.api.RequestWatcher;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request, inside the caller's trace when it sent a {@code traceparent}. The path as it was sent is not
 * told, only the route: an id is nobody's business outside.
 */
final class RequestSpans implements RequestWatcher {
    private static final Headers HEADERS = new Headers();

    private final Tracer tracer;
    private final ThreadLocal<Context> current;

    /** @param current where the context of the request is kept, on the thread that serves it */
    RequestSpans(Tracer tracer, ThreadLocal<Context> current) {
        this.tracer = tracer;
        this.current = current;
    }

    @Override
    public Watch begins(HttpServletRequest request) {
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS);
        Span span = tracer.spanBuilder(request.getMethod())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", request.getMethod())
                .startSpan();
        current.set(parent.with(span));
        return ended -> {
            current.remove();
            end(span, request.getMethod(), ended);
        };
    }

    private static void end(Span span, String method, Ended ended) {
        span.updateName(method + " " + ended.route());
        span.setAttribute("http.route", ended.route());
        span.setAttribute("http.response.status_code", ended.status());
        Caller caller = ended.caller();
        if (caller != null) {
            span.setAttribute("bursar.caller", caller.number());
            span.setAttribute("bursar.book", caller.book());
        }
        if (ended.status() >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private static final class Headers implements TextMapGetter<HttpServletRequest> {
        @Override
        public Iterable<String> keys(HttpServletRequest request) {
            return Collections.list(request.getHeaderNames());
        }

        @Override
        public @Nullable String get(@Nullable HttpServletRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    }
}
