/**
 * How the API speaks: errors, strict reading of parameters, answers, pagination, idempotency keys, request ids, ids of
 * objects. Knows
 * no feature; features say what is answered. The web server around it is {@code io.bursar.api.web}.
 */
@ApplicationModule(
        displayName = "API conventions",
        allowedDependencies = {"money"})
@NullMarked
package io.bursar.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
