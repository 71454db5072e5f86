package io.bursar.access;

import io.bursar.access.ApiKeyStore.StoredKey;
import io.bursar.api.Authenticator;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Knows callers by their keys. A good key is looked up once in half a second, so a revoked one stops within a second on
 * every node, without asking the database at each request.
 */
@Component
final class KeyAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(KeyAuthenticator.class);
    private static final long FRESH_NS = 500_000_000;
    private static final int CACHE_MAX = 10_000;
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final ApiKeyStore store;
    private final KeyUse use;
    private final RateLimits limits;
    private final ConcurrentHashMap<String, Seen> cache = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, SeenOrigin> origins = new ConcurrentHashMap<>();

    KeyAuthenticator(ApiKeyStore store, KeyUse use, RateLimits limits) {
        this.store = store;
        this.use = use;
        this.limits = limits;
    }

    @Override
    public Authentication authenticate(@Nullable String authorization) {
        String text = authorization == null ? null : keyIn(authorization);
        if (text == null || text.isEmpty()) {
            return refused(ErrorCode.API_KEY_MISSING, "Send your API key: Authorization: Bearer sk_…");
        }
        Seen seen = cache.get(text);
        if (seen != null && seen.isFresh()) {
            return known(seen.key());
        }
        Optional<SecretKey> key = SecretKey.parse(text);
        return key.isEmpty()
                ? refused(ErrorCode.API_KEY_INVALID, SecretKey.whyNot(text).orElseThrow())
                : lookUp(text, key.get());
    }

    @Override
    public boolean admitsOrigin(String origin) {
        if (origins.size() > CACHE_MAX) {
            origins.clear();
        }
        try {
            return origins.compute(
                            origin,
                            (same, before) -> before != null && before.isFresh() ? before : askForOrigin(origin))
                    .admitted();
        } catch (DataAccessException unreachable) {
            LOG.warn("origins cannot be looked up", unreachable);
            return false;
        }
    }

    private SeenOrigin askForOrigin(String origin) {
        long askedNs = System.nanoTime();
        return new SeenOrigin(store.admitsOrigin(origin), askedNs);
    }

    private Authentication lookUp(String text, SecretKey key) {
        if (cache.size() > CACHE_MAX) {
            cache.clear();
        }
        try {
            // One look-up at a time for each key; the others wait for its result.
            Seen seen = cache.compute(text, (same, before) -> before != null && before.isFresh() ? before : ask(key));
            return seen == null
                    ? refused(ErrorCode.API_KEY_INVALID, "This API key is not one of this deployment.")
                    : known(seen.key());
        } catch (DataAccessException unreachable) {
            LOG.warn("API keys cannot be looked up", unreachable);
            return refused(ErrorCode.NOT_READY, "API keys cannot be looked up now; nothing happened.");
        }
    }

    /** As of a moment before it was asked for, so that nothing newer is overlooked for longer than half a second. */
    private @Nullable Seen ask(SecretKey key) {
        long askedNs = System.nanoTime();
        return store.authenticate(key).map(found -> new Seen(found, askedNs)).orElse(null);
    }

    private Authentication known(StoredKey key) {
        return switch (key.standing()) {
            case REVOKED -> refused(ErrorCode.API_KEY_REVOKED, "This API key was revoked.");
            case EXPIRED -> refused(ErrorCode.API_KEY_EXPIRED, "This API key expired, or was rolled.");
            case GOOD -> limits.admits(key) ? admitted(key) : refused(ErrorCode.RATE_LIMIT, overLimit(key));
        };
    }

    private Authentication admitted(StoredKey key) {
        use.note(key.caller().number());
        return new Authentication.Known(key.caller(), key.client());
    }

    private static String overLimit(StoredKey key) {
        return "This API key may ask " + key.rateLimit() + " times a second. Nothing happened.";
    }

    private static @Nullable String keyIn(String authorization) {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        if (authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return userIn(authorization.substring(BASIC.length()).strip());
        }
        return null;
    }

    private static @Nullable String userIn(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.ISO_8859_1);
            int colon = pair.indexOf(':');
            return colon < 0 ? pair : pair.substring(0, colon);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static Authentication refused(ErrorCode code, String message) {
        return new Authentication.Refused(Problem.of(code, message));
    }

    private record Seen(StoredKey key, long atNs) {
        boolean isFresh() {
            return System.nanoTime() - atNs < FRESH_NS;
        }
    }

    private record SeenOrigin(boolean admitted, long atNs) {
        boolean isFresh() {
            return System.nanoTime() - atNs < FRESH_NS;
        }
    }
}
