package io.bursar.api.web;

import io.bursar.api.Authenticator;
import io.bursar.api.Authenticator.Authentication.Known;
import io.bursar.api.Authenticator.Authentication.Refused;
import io.bursar.api.Authenticator.Client;
import io.bursar.api.Caller;
import io.bursar.api.Door;
import io.bursar.api.ErrorCode;
import io.bursar.api.Outages;
import io.bursar.api.Problem;
import io.bursar.api.Versions;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The one filter: request id, API key, whoever watches requests, and a last net for what nobody caught. */
@Component
final class RequestFilter implements Filter {
    /** Where the caller is kept for endpoints. */
    static final String CALLER = RequestFilter.class.getName() + ".caller";

    private static final Logger LOG = LoggerFactory.getLogger("io.bursar.request");
    /**
     * Routes that ask for no key. Compared with the path as it was sent, character by character: however else a route
     * may be spelled ({@code /%761/…}, {@code /v1;x/…}), it is guarded.
     */
    private static final Set<String> OPEN = Set.of(HealthEndpoints.LIVE, HealthEndpoints.READY);

    private final Authenticator authenticator;
    private final Responses responses;
    private final Drain drain;
    private final RequestWatchers watchers;
    private final Doors doors;
    private final Versions versions;
    private final CrossOrigin crossOrigin;

    RequestFilter(Guards guards, Responses responses, Drain drain, RequestWatchers watchers) {
        this.authenticator = guards.authenticator();
        this.doors = guards.doors();
        this.versions = guards.versions();
        this.crossOrigin = new CrossOrigin(authenticator);
        this.responses = responses;
        this.drain = drain;
        this.watchers = watchers;
    }

    /** What decides whether a request goes on. */
    @Component
    record Guards(Authenticator authenticator, Doors doors, Versions versions) {}

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        response.setHeader(RequestIds.HEADER, RequestIds.assign(request));
        RequestWatchers.Watched watched = watchers.begin(request);
        if (drain.isDraining()) {
            response.setHeader("Connection", "close");
        }
        Authenticator.@Nullable Authentication caller = null;
        Door door = doors.at(request.getRequestURI());
        try {
            if (door != null) {
                door.serve(request, response);
                return;
            }
            if (!OPEN.contains(request.getRequestURI()) && !CrossOrigin.isPreflight(request)) {
                caller = authenticator.authenticate(request.getHeader("Authorization"));
            }
            Optional<Problem> refusal = admit(caller, request, response);
            if (refusal.isPresent()) {
                responses.write(refusal.get(), request, response);
            } else if (!CrossOrigin.isPreflight(request)) {
                chain.doFilter(request, response);
            }
        } catch (IOException gone) {
            LOG.debug("the client went away", gone);
            throw gone;
        } catch (Exception defect) {
            answerDefect(defect, door, request, response);
        } finally {
            watched.end(response, caller);
        }
    }

    /** What every request is looked at for before any route is: who asks, from where, and in which version. */
    private Optional<Problem> admit(
            Authenticator.@Nullable Authentication caller, HttpServletRequest request, HttpServletResponse response) {
        Client client = caller instanceof Known(Caller _, Client known) ? known : null;
        Optional<Problem> wrongVersion = RequestVersion.decide(request, response, versions, client);
        Optional<Problem> wrong = HeaderSize.refuse(request).or(() -> wrongVersion);
        return switch (caller) {
            case Refused(Problem problem) -> Optional.of(problem);
            case Known(Caller known, Client its) -> {
                request.setAttribute(CALLER, known);
                yield CrossOrigin.admit(its, request, response).or(() -> wrong);
            }
            case null -> CrossOrigin.isPreflight(request) ? crossOrigin.answerPreflight(request, response) : wrong;
        };
    }

    private void answerDefect(
            Exception defect, @Nullable Door door, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Problem> outage = Outages.problem(defect, request.getMethod());
        if (outage.isPresent()) {
            LOG.warn(
                    "the database does not serve request_id={} cause={}", RequestIds.of(request), Outages.root(defect));
        } else {
            LOG.error("request failed request_id={}", RequestIds.of(request), defect);
        }
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        if (door != null) {
            door.apologise(request, response);
        } else {
            Problem defective = Problem.of(
                    ErrorCode.INTERNAL_ERROR, "Something went wrong here. Ask again with the same Idempotency-Key.");
            responses.write(outage.orElse(defective), request, response);
        }
    }
}
