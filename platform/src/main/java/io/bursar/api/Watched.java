package io.bursar.api;

import java.util.function.LongSupplier;

/**
 * A number of a feature's own that monitoring reads beside the requests, every few seconds.
 *
 * @param name with dots, such as {@code schedules.late}
 * @param description for whoever reads the metrics
 * @param value may ask the database, once, and briefly; a failure is told as NaN
 */
public record Watched(String name, String description, LongSupplier value) {}
