package io.bursar.api.web;

import io.bursar.api.Answer;
import io.bursar.api.ErrorCode;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Answers in the API's shape what the server refuses before our filter sees it, such as a broken request line. */
final class ServerErrors extends ErrorReportValve {
    private final String errorPages;

    /** @param errorPages the address below which each error code has its page */
    ServerErrors(String errorPages) {
        this.errorPages = errorPages;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ErrorCode code =
                switch (status) {
                    case 404 -> ErrorCode.ROUTE_UNKNOWN;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 413 -> ErrorCode.BODY_TOO_LARGE;
                    case 431 -> ErrorCode.HEADERS_TOO_LARGE;
                    default -> status < 500 ? ErrorCode.REQUEST_INVALID : ErrorCode.INTERNAL_ERROR;
                };
        String id = RequestIds.choose(null);
        Answer answer = Answer.refused(Problem.of(code, "The server could not read this request."));
        byte[] body = JsonOut.render(answer.body(), id, errorPages);
        try {
            response.setContentType("application/json");
            response.setHeader(RequestIds.HEADER, id);
            response.getReporter().write(new String(body, java.nio.charset.StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException gone) {
            container.getLogger().debug("the client went away", gone);
        }
    }
}
