package io.bursar.metrics;

import io.bursar.api.Caller.Right;
import io.bursar.api.Requires;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page that Prometheus reads. */
@Controller
final class MetricsEndpoints implements DisposableBean {
    static final String PATH = "/metrics";

    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private @Nullable JvmGcMetrics collections;

    MetricsEndpoints(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @GetMapping(PATH)
    @Requires(Right.METRICS_READ)
    void show(HttpServletResponse response) throws IOException {
        watchProcess();
        ByteArrayOutputStream page = new ByteArrayOutputStream(32_768);
        registry.scrape(page, FORMAT);
        response.setContentType(FORMAT);
        response.setContentLength(page.size());
        page.writeTo(response.getOutputStream());
    }

    /** At the first scrape and not at the start, which it would make slower for everybody. */
    private synchronized void watchProcess() {
        if (collections == null) {
            collections = new JvmGcMetrics();
            collections.bindTo(registry);
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
        }
    }

    @Override
    public synchronized void destroy() {
        if (collections != null) {
            collections.close();
        }
    }
}
