package io.bursar.api.web;

import io.bursar.api.Answer;
import io.bursar.api.Answer.Download;
import io.bursar.api.ApiVersion;
import io.bursar.api.Caller;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import io.bursar.api.Versions;
import io.bursar.api.WebSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Puts answers onto the wire. */
@Component
final class Responses {
    private final String errorPages;
    private final Versions versions;

    Responses(WebSettings settings, Versions versions) {
        this.errorPages = settings.errorPages();
        this.versions = versions;
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
        byte[] body = finish(JsonOut.render(answer.body(), RequestIds.of(request), errorPages), answer, request);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Puts in what is to be expanded, and carries it back to the caller's version. */
    private byte[] finish(byte[] newest, Answer answer, HttpServletRequest request) {
        ApiVersion version = RequestVersion.of(request, versions);
        boolean expands = answer.status() < 300
                && request.getAttribute(CallResolver.PLAN) instanceof ExpansionPlan plan
                && !plan.isEmpty();
        if (!expands && version.equals(versions.newest())) {
            return newest;
        }
        ObjectNode tree = Tree.parse(newest);
        if (expands
                && request.getAttribute(CallResolver.PLAN) instanceof ExpansionPlan plan
                && request.getAttribute(RequestFilter.CALLER) instanceof Caller caller) {
            plan.apply(tree, caller);
        }
        versions.downgrade(version, tree);
        return Tree.write(tree);
    }

    void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (problem.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"bursar\"");
        }
        write(Answer.refused(problem), request, response);
    }
}
