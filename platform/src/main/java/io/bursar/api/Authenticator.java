package io.bursar.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says who a request comes from. {@code access} knows; {@code api} asks. */
public interface Authenticator {
    /** @param authorization the header as it came; null: there was none */
    Authentication authenticate(@Nullable String authorization);

    /** Whether some publishable key may be used by pages of this origin: browsers ask before they send a key. */
    boolean admitsOrigin(String origin);

    /**
     * How whoever holds a key speaks to the API.
     *
     * @param version that its requests are in, unless they say otherwise
     * @param reach where the key may be used
     * @param origins of the pages that may use it; for publishable keys only
     */
    record Client(ApiVersion version, Reach reach, Set<String> origins) {
        public Client {
            origins = Set.copyOf(origins);
        }

        /** Where a key may be used. */
        public enum Reach {
            SERVERS,
            PAGES
        }
    }

    /** Known, or refused with the reason. */
    sealed interface Authentication {
        /** The key is good. */
        record Known(Caller caller, Client client) implements Authentication {}

        /** The key is missing, mistyped, unknown or revoked. */
        record Refused(Problem problem) implements Authentication {}
    }
}
