/**
 * Events: what happened to objects, for those who want to be told. Every feature writes its own here, in the commit
 * that makes it so: by {@link io.bursar.outbox.Outbox#row} as a rider where money moves, by {@link
 * io.bursar.outbox.Outbox#write} in a transaction otherwise. {@code GET /v1/events} shows them.
 *
 * <p>Always: an event is there if and only if what it tells is; it is never changed and never deleted. Of one object,
 * later events have higher numbers.
 *
 * <p><b>How to read them all</b>, once each, without gaps and in the order of numbers, as delivery will. A number is
 * taken before the commit, so a reader that remembers the highest one it saw would miss what commits later with a
 * lower one. (To take whole windows of transaction ids instead keeps gaps away, but not the order: who changes an
 * object last may have the lower transaction id.) It reads in two steps:
 *
 * <ol>
 *   <li>In one transaction, when there are events above its place: {@code SELECT max(number) FROM outbox.event}, the
 *       goal, then {@code SELECT pg_current_xact_id()}, the barrier. Whoever took a number up to the goal had a
 *       transaction id before, so one below the barrier.
 *   <li>As soon as {@code pg_snapshot_xmin(pg_current_snapshot()) >= barrier}, all of those have ended. In a statement
 *       after that: {@code WHERE number > place AND number <= goal ORDER BY number}. The goal is the next place.
 * </ol>
 *
 * <p>A transaction that stays open delays the second step and loses nothing.
 */
@ApplicationModule(
        displayName = "Outbox",
        allowedDependencies = {"api", "database", "engine", "money"})
@NullMarked
package io.bursar.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
