/**
 * Who may call: API keys, what each may do, how often, and in which book. A key is shown once, when it is made; what is
 * kept is its hash.
 *
 * <p>Always: a key sees one book; nobody makes or rolls a key that may do more than they may themselves; a key that was
 * revoked, expired or rolled stops within a second on every node.
 */
@ApplicationModule(
        displayName = "Access",
        allowedDependencies = {"api", "database", "money"})
@NullMarked
package io.bursar.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
