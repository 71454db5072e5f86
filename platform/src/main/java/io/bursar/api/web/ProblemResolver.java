package io.bursar.api.web;

import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;

/** Answers what an endpoint, or the way to it, threw. What is not a caller's mistake goes on to the filter. */
final class ProblemResolver implements HandlerExceptionResolver {
    private final Responses responses;

    ProblemResolver(Responses responses) {
        this.responses = responses;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception thrown) {
        Problem problem = problemOf(thrown, response);
        if (problem == null) {
            return null;
        }
        try {
            responses.write(problem, request, response);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        return new ModelAndView();
    }

    private static @Nullable Problem problemOf(Exception thrown, HttpServletResponse response) {
        return switch (thrown) {
            case ProblemException ended -> ended.problem();
            case HttpRequestMethodNotSupportedException unsupported -> {
                response.setHeader("Allow", String.join(", ", allowed(unsupported)));
                yield Problem.of(
                        ErrorCode.METHOD_NOT_ALLOWED, "This route does not take " + unsupported.getMethod() + ".");
            }
            case NoHandlerFoundException unknown -> Problem.of(ErrorCode.ROUTE_UNKNOWN, "There is no such route.");
            default -> null;
        };
    }

    /** The route's own methods, and those that every route takes. */
    private static Set<String> allowed(HttpRequestMethodNotSupportedException unsupported) {
        Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
        String[] own = unsupported.getSupportedMethods();
        if (own != null) {
            methods.addAll(List.of(own));
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }
}
