package io.bursar.api;

import org.jspecify.annotations.Nullable;

/** Says who a request comes from. {@code access} knows; {@code api} asks. */
public interface Authenticator {
    /** @param authorization the header as it came; null: there was none */
    Authentication authenticate(@Nullable String authorization);

    /** Known, or refused with the reason. */
    sealed interface Authentication {
        /** The key is good. */
        record Known(Caller caller) implements Authentication {}

        /** The key is missing, mistyped, unknown or revoked. */
        record Refused(Problem problem) implements Authentication {}
    }
}
