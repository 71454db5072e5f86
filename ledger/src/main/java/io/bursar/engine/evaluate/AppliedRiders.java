package io.bursar.engine.evaluate;

import io.bursar.engine.Riders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Riders of a command that was evaluated as applied, with what only evaluation knew filled in.
 *
 * @param command whose riders they are
 * @param parameters of each call, in the calls' order
 */
public record AppliedRiders(Prepared command, List<Riders.Call> calls, List<List<@Nullable Object>> parameters) {}
