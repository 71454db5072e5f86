/**
 * The reference for people, at {@code /docs}: made from {@code api/openapi.yaml}, which is served beside it, and a page
 * for each error code, where {@code doc_url} leads. Plain pages without scripts: whatever a reader's browser, eyes or
 * hands are like, there is nothing to wait for, and nothing is loaded from anywhere else.
 */
@ApplicationModule(
        displayName = "Reference",
        allowedDependencies = {"api"})
@NullMarked
package io.bursar.reference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
