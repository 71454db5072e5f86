/**
 * Traces of requests, from the door through the batch to the commit, by OpenTelemetry. Off unless an endpoint is named;
 * then nothing of it is loaded.
 */
@ApplicationModule(
        displayName = "Traces",
        allowedDependencies = {"api", "engine", "ledger"})
@NullMarked
package io.bursar.traces;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
