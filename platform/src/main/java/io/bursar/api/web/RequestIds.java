package io.bursar.api.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids of requests: the caller's own when it is sane, else {@code req_} and 80 random bits. Names, not secrets. */
final class RequestIds {
    static final String HEADER = "Request-Id";

    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 16;

    private RequestIds() {}

    static String assign(HttpServletRequest request) {
        String id = choose(request.getHeader(HEADER));
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    static String of(HttpServletRequest request) {
        Object id = request.getAttribute(ATTRIBUTE);
        return id == null ? assign(request) : (String) id;
    }

    static String choose(@Nullable String sent) {
        if (sent != null && SANE.matcher(sent).matches()) {
            return sent;
        }
        char[] text = new char[LENGTH];
        long high = ThreadLocalRandom.current().nextLong();
        long low = ThreadLocalRandom.current().nextLong();
        for (int i = 0; i < LENGTH; i++) {
            long bits = i < LENGTH / 2 ? high >>> (5 * i) : low >>> (5 * (i - LENGTH / 2));
            text[i] = DIGITS[(int) (bits & 31)];
        }
        return "req_" + new String(text);
    }
}
