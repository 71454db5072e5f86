/**
 * The database as the application sees it: embedded or outside, its two roles, its pools, migrations and transactions.
 *
 * <p>{@code bursar_owner} owns and migrates; {@code bursar_app} does the daily work and may change no past.
 */
@ApplicationModule(
        displayName = "Database",
        allowedDependencies = {"postgres"})
@NullMarked
package io.bursar.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
