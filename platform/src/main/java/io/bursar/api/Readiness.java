package io.bursar.api;

import java.util.Optional;

/** Something that must be well before requests are taken. */
public interface Readiness {
    /** Why requests should go elsewhere for now, in one sentence; empty: they may come. Answers at once. */
    Optional<String> whyNotReady();
}
