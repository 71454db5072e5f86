package io.bursar.api.web;

import io.bursar.api.Answers;
import io.bursar.api.ApiVersion;
import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.MovesMoney;
import io.bursar.api.Problem;
import io.bursar.api.TakesFile;
import io.bursar.api.VersionChange;
import io.bursar.api.Versions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;

/** Makes a {@link Call} of a request. */
final class CallResolver implements HandlerMethodArgumentResolver {
    /** Where what is to be expanded is kept until there is an answer. */
    static final String PLAN = CallResolver.class.getName() + ".plan";

    private static final int BODY_MAX = 1 << 20;
    /** What a body with a file may have beside it. */
    private static final int AROUND_FILE = 1 << 16;

    private static final String KEY = "Idempotency-Key";
    private static final byte[] NOTHING = {};

    private final Versions versions;
    private final Expansions expansions;

    CallResolver(Versions versions, Expansions expansions) {
        this.versions = versions;
        this.expansions = expansions;
    }

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
        Answers answers = parameter.getMethodAnnotation(Answers.class);
        Call.Manner.Form form = AcceptHeader.read(request.getHeader("Accept"), answers);
        String key = idempotencyKey(request);
        Fields query = Fields.ofQuery(request.getQueryString());
        Fields body = body(request, parameter);
        ApiVersion version = RequestVersion.of(request, versions);
        if (!version.equals(versions.newest())) {
            versions.upgrade(version, new VersionChange.Sent(route(request), query.sent(), body.sent()));
        }
        @Nullable Caller caller = (@Nullable Caller) request.getAttribute(RequestFilter.CALLER);
        if (answers != null && caller != null && !answers.value().isEmpty()) {
            request.setAttribute(PLAN, expansions.plan(paths(query, body), answers, caller));
        }
        return new Call(
                RequestIds.of(request),
                caller,
                key,
                pathVariables(request),
                query,
                body,
                new Call.Manner(version, form));
    }

    /** Paths may stand in the query or in the body. */
    private static List<String> paths(Fields query, Fields body) {
        return Stream.of(query, body)
                .map(fields -> fields.texts(Expansions.PARAMETER))
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .toList();
    }

    private static String route(HttpServletRequest request) {
        return request.getMethod() + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
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
        TakesFile takes = parameter.getMethodAnnotation(TakesFile.class);
        byte[] body = bytes(request, takes == null ? BODY_MAX : takes.most() + AROUND_FILE);
        if (body.length == 0) {
            return Fields.ofQuery(null);
        }
        if (takes != null) {
            if (!mediaType(request).equals("multipart/form-data")) {
                throw unsupported("The body must be multipart/form-data.");
            }
            return Fields.ofParts(request.getContentType(), body);
        }
        return switch (mediaType(request)) {
            case "application/json" -> Fields.ofJson(body);
            case "application/x-www-form-urlencoded" -> Fields.ofForm(body);
            default -> throw unsupported("The body must be application/json or application/x-www-form-urlencoded.");
        };
    }

    private static byte[] bytes(HttpServletRequest request, int most) throws IOException {
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        if (request.getContentLengthLong() == 0) {
            return NOTHING;
        }
        byte[] body = request.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            throw tooLarge(most);
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

    private static RuntimeException tooLarge(int most) {
        return Problem.of(ErrorCode.BODY_TOO_LARGE, "The body is larger than " + (most >> 20) + " MiB.", "body")
                .asException();
    }
}
