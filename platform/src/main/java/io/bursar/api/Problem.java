package io.bursar.api;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An error as it is answered.
 *
 * @param status of HTTP; the code's own, but 400 where a parameter names what is missing
 * @param message one sentence for a developer, without values that are secret
 * @param param full name of the parameter at fault, such as {@code legs[0][amount]}; null where there is none
 * @param details what a program may act on: values are {@link String} or {@link Long}
 */
public record Problem(
        ErrorCode code,
        int status,
        String message,
        @Nullable String param,
        Map<String, Object> details) {
    private static final int SHOWN_MAX = 64;

    public Problem {
        // What is wrong with a value is often told with the value.
        message = CardNumbers.mask(message);
        param = param == null ? null : CardNumbers.mask(param);
        details = details.isEmpty() ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /** With the status that its code usually has. */
    public Problem(ErrorCode code, String message, @Nullable String param, Map<String, Object> details) {
        this(code, code.status(), message, param, details);
    }

    public static Problem of(ErrorCode code, String message) {
        return new Problem(code, message, null, Map.of());
    }

    public static Problem of(ErrorCode code, String message, String param) {
        return new Problem(code, message, param, Map.of());
    }

    /** A parameter names something that does not exist: {@link ErrorCode#RESOURCE_MISSING}, with status 400. */
    public static Problem missingReference(String what, String id, String param) {
        return new Problem(ErrorCode.RESOURCE_MISSING, 400, noSuch(what, id), param, Map.of());
    }

    /** The path names something that does not exist. */
    public static Problem missing(String what, String id, String param) {
        return of(ErrorCode.RESOURCE_MISSING, noSuch(what, id), param);
    }

    private static String noSuch(String what, String id) {
        return "No such " + what + ": " + (id.length() > SHOWN_MAX ? id.substring(0, SHOWN_MAX) + "…" : id);
    }

    public Problem with(String name, long value) {
        return withDetail(name, value);
    }

    public Problem with(String name, String value) {
        return withDetail(name, value);
    }

    /** The same problem inside a parameter: {@code legs[0][amount]} of {@code transactions[3]}. */
    public Problem inside(String outer) {
        return new Problem(code, status, message, param == null ? outer : Names.inside(outer, param), details);
    }

    /** To end a request with this problem. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    /** Seconds after which asking again makes sense; 0: no such advice. */
    public int retryAfterSeconds() {
        return status == 429 || status == 503 ? 1 : 0;
    }

    private Problem withDetail(String name, Object value) {
        Map<String, Object> more = new TreeMap<>(details);
        more.put(name, value);
        return new Problem(code, status, message, param, more);
    }
}
