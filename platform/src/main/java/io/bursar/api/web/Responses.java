package io.bursar.api.web;

import io.bursar.api.Answer;
import io.bursar.api.Download;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import io.bursar.api.WebSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Puts answers onto the wire. */
@Component
final class Responses {
    private final String docsUrl;

    Responses(WebSettings settings) {
        this.docsUrl = settings.publicUrl() + ErrorPage.PATH;
    }

    void write(Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        Download download = answer.download();
        if (download != null) {
            response.setContentType(download.contentType());
            download.content().write(response.getOutputStream());
            return;
        }
        byte[] body = JsonOut.render(answer.body(), RequestIds.of(request), docsUrl);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (problem.code().status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"bursar\"");
        }
        write(Answer.refused(problem), request, response);
    }
}
