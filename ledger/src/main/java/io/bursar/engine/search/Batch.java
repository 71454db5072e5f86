package io.bursar.engine.search;

import java.util.List;

/**
 * What a source came to in one go.
 *
 * @param items in order
 * @param lookedAt how many were looked at, those not wanted included
 * @param ended whether there is no more
 */
record Batch<T>(List<T> items, int lookedAt, boolean ended) {}
