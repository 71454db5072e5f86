package io.bursar.api.web;

import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets a caller through to a route that names a right which the caller has. Who passed the filter without being known
 * asked for one of its open paths, letter for letter.
 */
final class RightGate implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getMethod().equals("OPTIONS")) {
            // Answered by the framework with the route's methods; no route of ours takes it.
            return true;
        }
        if (request.getAttribute(RequestFilter.CALLER) instanceof Caller caller) {
            Requires needed = neededBy(handler);
            if (needed == null) {
                throw Problem.of(ErrorCode.RIGHT_MISSING, "This route names no right, so no API key opens it.")
                        .asException();
            }
            if (Arrays.stream(needed.or()).noneMatch(caller::has)) {
                caller.require(needed.value());
            }
        }
        return true;
    }

    private static @Nullable Requires neededBy(Object handler) {
        return handler instanceof HandlerMethod method ? method.getMethodAnnotation(Requires.class) : null;
    }
}
