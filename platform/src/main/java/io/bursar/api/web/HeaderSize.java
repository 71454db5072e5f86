package io.bursar.api.web;

import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;

/** How much may stand before a body. */
final class HeaderSize {
    /** Characters of the address and of all headers, names included. */
    static final int MAX = 16 << 10;

    private HeaderSize() {}

    /** The refusal of too much; empty: it is fine. */
    static Optional<Problem> refuse(HttpServletRequest request) {
        int size = request.getRequestURI().length();
        size += request.getQueryString() == null ? 0 : request.getQueryString().length();
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                size += name.length() + value.length();
            }
        }
        return size <= MAX
                ? Optional.empty()
                : Optional.of(Problem.of(ErrorCode.HEADERS_TOO_LARGE, "The headers are larger than 16 KiB."));
    }
}
