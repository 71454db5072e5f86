/**
 * Work that is looked for again and again, on every node: what is due, what is unknown, what has come in. A {@link
 * io.bursar.jobs.Job} is a bean; this package runs it while the application is up.
 *
 * <p>Always: one job runs on one thread of this node at a time; a look that fails is told and comes again. That two
 * nodes do not do the same at once is the work's own affair (a lease, a version, a key).
 */
@ApplicationModule(
        displayName = "Jobs",
        allowedDependencies = {})
@NullMarked
package io.bursar.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
