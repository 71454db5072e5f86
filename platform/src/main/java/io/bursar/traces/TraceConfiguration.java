package io.bursar.traces;

import io.bursar.api.RequestWatcher;
import io.bursar.ledger.BookWatcher;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Classes of OpenTelemetry are named in {@link Tracing} and behind it alone, so that they are loaded only when on. */
@Configuration(proxyBeanMethods = false)
class TraceConfiguration {
    @Bean
    static TraceSwitch traceSwitch(TraceSettings settings) {
        URI endpoint = settings.endpoint();
        return new TraceSwitch(endpoint == null ? null : Tracing.to(endpoint, settings));
    }

    @Bean
    static RequestWatcher requestTraces(TraceSwitch traces) {
        return traces.tracing() == null
                ? request -> ended -> {}
                : traces.tracing().requests();
    }

    @Bean
    static BookWatcher bookTraces(TraceSwitch traces) {
        return traces.tracing() == null
                ? new BookWatcher() {}
                : traces.tracing().books();
    }

    /** @param tracing null: off */
    record TraceSwitch(@Nullable Tracing tracing) implements DisposableBean {
        @Override
        public void destroy() {
            if (tracing != null) {
                tracing.close();
            }
        }
    }
}
