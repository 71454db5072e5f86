package io.bursar.api.web;

import io.bursar.api.Answer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Takes {@link Answer}s from endpoints. */
final class AnswerHandler implements HandlerMethodReturnValueHandler {
    private final Responses responses;

    AnswerHandler(Responses responses) {
        this.responses = responses;
    }

    @Override
    public boolean supportsReturnType(MethodParameter returnType) {
        return returnType.getParameterType() == Answer.class;
    }

    @Override
    public void handleReturnValue(
            @Nullable Object answer, MethodParameter type, ModelAndViewContainer container, NativeWebRequest webRequest)
            throws IOException {
        container.setRequestHandled(true);
        if (answer instanceof Answer given) {
            responses.write(given, (HttpServletRequest) webRequest.getNativeRequest(), (HttpServletResponse)
                    java.util.Objects.requireNonNull(webRequest.getNativeResponse()));
        }
    }
}
