package io.bursar.schedules;

/**
 * The idempotency key under which something was scheduled, in its scope.
 *
 * @param caller whose key it is
 */
record ScheduleKey(int book, int caller, String text) {}
