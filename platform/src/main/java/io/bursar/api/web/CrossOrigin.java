package io.bursar.api.web;

import io.bursar.api.ApiVersion;
import io.bursar.api.Authenticator;
import io.bursar.api.Authenticator.Client;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/**
 * Pages of other origins (the Fetch standard's CORS). They may use publishable keys, each from the origins it was made
 * for; a secret key has no business in a page, so answers to one never say that a page may read them.
 */
final class CrossOrigin {
    private static final String ORIGIN = "Origin";
    private static final String ASKED_METHOD = "Access-Control-Request-Method";
    private static final String ALLOWED_ORIGIN = "Access-Control-Allow-Origin";
    private static final String HEADERS_TAKEN =
            "Authorization, Content-Type, Idempotency-Key, Request-Id, " + ApiVersion.HEADER;
    private static final String HEADERS_SHOWN = "Idempotent-Replayed, Request-Id, Retry-After, " + ApiVersion.HEADER;
    private static final String REMEMBER_SECONDS = "600";

    private final Authenticator authenticator;

    CrossOrigin(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Whether a browser asks if a page may send a request, which it does without a key. */
    static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader(ORIGIN) != null
                && request.getHeader(ASKED_METHOD) != null;
    }

    /** Answers such a question. @return the refusal; empty: it was answered */
    Optional<Problem> answerPreflight(HttpServletRequest request, HttpServletResponse response) {
        String origin = request.getHeader(ORIGIN);
        response.setHeader("Vary", ORIGIN);
        if (!authenticator.admitsOrigin(origin)) {
            return Optional.of(refused("No publishable key may be used by pages of this origin."));
        }
        response.setHeader(ALLOWED_ORIGIN, origin);
        response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST");
        response.setHeader("Access-Control-Allow-Headers", HEADERS_TAKEN);
        response.setHeader("Access-Control-Max-Age", REMEMBER_SECONDS);
        response.setStatus(204);
        return Optional.empty();
    }

    /** Lets the page read the answer where its key may be used by it. @return the refusal; empty: go on */
    static Optional<Problem> admit(Client client, HttpServletRequest request, HttpServletResponse response) {
        String origin = request.getHeader(ORIGIN);
        if (origin == null || client.reach() == Client.Reach.SERVERS) {
            return Optional.empty();
        }
        response.setHeader("Vary", ORIGIN);
        if (!client.origins().contains(origin)) {
            return Optional.of(refused("This API key may not be used by pages of this origin."));
        }
        response.setHeader(ALLOWED_ORIGIN, origin);
        response.setHeader("Access-Control-Expose-Headers", HEADERS_SHOWN);
        return Optional.empty();
    }

    private static Problem refused(String message) {
        return Problem.of(ErrorCode.ORIGIN_NOT_ALLOWED, message, ORIGIN);
    }
}
