package io.bursar.api.web;

import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.MovesMoney;
import io.bursar.api.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;

/** Makes a {@link Call} of a request. */
final class CallResolver implements HandlerMethodArgumentResolver {
    private static final int BODY_MAX = 1 << 20;
    private static final String KEY = "Idempotency-Key";
    private static final byte[] NOTHING = {};

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Call.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders)
            throws IOException {
        HttpServletRequest request = (HttpServletRequest) webRequest.getNativeRequest();
        Call call = new Call(
                RequestIds.of(request),
                (@Nullable Caller) request.getAttribute(RequestFilter.CALLER),
                idempotencyKey(request),
                pathVariables(request),
                Fields.ofQuery(request.getQueryString()),
                body(request, parameter));
        return call;
    }

    private static Map<String, String> pathVariables(HttpServletRequest request) {
        Map<String, String> texts = new HashMap<>();
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }

    private static @Nullable String idempotencyKey(HttpServletRequest request) {
        List<String> sent = Collections.list(request.getHeaders(KEY));
        if (sent.isEmpty()) {
            return null;
        }
        String key = sent.getFirst();
        boolean printable = key.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (sent.size() > 1 || key.isEmpty() || key.length() > Call.KEY_LENGTH_MAX || !printable) {
            throw Problem.of(
                            ErrorCode.IDEMPOTENCY_KEY_INVALID,
                            "An idempotency key has 1 to 255 printable ASCII characters and is sent once.",
                            KEY)
                    .asException();
        }
        return Fields.admit(key, KEY);
    }

    private static Fields body(HttpServletRequest request, MethodParameter parameter) throws IOException {
        MovesMoney moves = parameter.getMethodAnnotation(MovesMoney.class);
        if (moves != null && moves.key() == MovesMoney.Key.HEADER && request.getHeader(KEY) == null) {
            throw Problem.of(
                            ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
                            "This route moves money: send an Idempotency-Key, one for each intended effect.",
                            KEY)
                    .asException();
        }
        byte[] body = bytes(request);
        if (body.length == 0) {
            return Fields.ofQuery(null);
        }
        return switch (mediaType(request)) {
            case "application/json" -> Fields.ofJson(body);
            case "application/x-www-form-urlencoded" -> Fields.ofForm(body);
            default -> throw unsupported("The body must be application/json or application/x-www-form-urlencoded.");
        };
    }

    private static byte[] bytes(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > BODY_MAX) {
            throw tooLarge();
        }
        if (request.getContentLengthLong() == 0) {
            return NOTHING;
        }
        byte[] body = request.getInputStream().readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX) {
            throw tooLarge();
        }
        return body;
    }

    private static String mediaType(HttpServletRequest request) {
        if (request.getHeader("Content-Encoding") != null) {
            throw unsupported("The body must not be compressed.");
        }
        String sent = request.getContentType();
        if (sent == null) {
            return "";
        }
        String[] parts = sent.toLowerCase(Locale.ROOT).split(";");
        for (int i = 1; i < parts.length; i++) {
            String attribute = parts[i].strip().replace("\"", "");
            if (attribute.startsWith("charset=") && !attribute.equals("charset=utf-8")) {
                throw unsupported("The body must be UTF-8.");
            }
        }
        return parts[0].strip();
    }

    private static RuntimeException unsupported(String message) {
        return Problem.of(ErrorCode.CONTENT_TYPE_UNSUPPORTED, message, "Content-Type")
                .asException();
    }

    private static RuntimeException tooLarge() {
        return Problem.of(ErrorCode.BODY_TOO_LARGE, "The body is larger than 1 MiB.", "body")
                .asException();
    }
}
