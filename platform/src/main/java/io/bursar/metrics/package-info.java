/**
 * What a monitoring system asks: metrics in Prometheus' format at {@code /metrics}, for keys with {@code metrics.read}.
 *
 * <p>Always: a scrape reads what is in memory and waits for nothing; what must be asked of the database or summed up is
 * sampled beside the requests.
 */
@ApplicationModule(
        displayName = "Metrics",
        allowedDependencies = {"api", "database", "engine", "ledger", "money"})
@NullMarked
package io.bursar.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
