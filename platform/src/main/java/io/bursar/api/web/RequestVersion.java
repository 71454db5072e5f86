package io.bursar.api.web;

import io.bursar.api.ApiVersion;
import io.bursar.api.Authenticator.Client;
import io.bursar.api.Problem;
import io.bursar.api.Versions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which version a request is in: what its header says, else what its API key was made with, else the newest. */
final class RequestVersion {
    private static final String ATTRIBUTE = RequestVersion.class.getName();

    private RequestVersion() {}

    /** Decides it, and says it on the answer. @return the refusal of a header that names none; empty: go on */
    static Optional<Problem> decide(
            HttpServletRequest request, HttpServletResponse response, Versions versions, @Nullable Client client) {
        String sent = request.getHeader(ApiVersion.HEADER);
        Optional<ApiVersion> asked = sent == null ? Optional.empty() : versions.find(sent);
        ApiVersion pinned = client == null ? versions.newest() : client.version();
        ApiVersion version = asked.orElse(pinned);
        request.setAttribute(ATTRIBUTE, version);
        response.setHeader(ApiVersion.HEADER, version.text());
        return sent != null && asked.isEmpty() ? Optional.of(versions.unknown(sent)) : Optional.empty();
    }

    static ApiVersion of(HttpServletRequest request, Versions versions) {
        return request.getAttribute(ATTRIBUTE) instanceof ApiVersion decided ? decided : versions.newest();
    }
}
