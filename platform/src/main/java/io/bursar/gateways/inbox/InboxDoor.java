package io.bursar.gateways.inbox;

import io.bursar.api.Door;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Postbox;
import io.bursar.gateways.Postbox.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where providers send. Whoever can sign may; nobody else learns more than that it was refused. */
final class InboxDoor implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(InboxDoor.class);
    private static final String SEGMENT = "webhooks";
    private static final String PREFIX = "/" + SEGMENT + "/";
    /** Longest body, in bytes. */
    static final int BODY_MAX = 1 << 20;

    private static final int LATER = 503;
    private static final int TOO_LARGE = 413;
    private static final int REFUSED = 400;
    private static final int UNKNOWN = 404;
    private static final int WRONG_METHOD = 405;

    private final Gateways gateways;
    private final Together<Arrival, Boolean> arrivals;
    private final Runnable wake;
    private final MeterRegistry registry;
    private final InstantSource clock;

    /** @param wake called when something is to be handed over */
    InboxDoor(
            Gateways gateways,
            Together<Arrival, Boolean> arrivals,
            Runnable wake,
            MeterRegistry registry,
            InstantSource clock) {
        this.gateways = gateways;
        this.arrivals = arrivals;
        this.wake = wake;
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public Set<String> segments() {
        return Set.of(SEGMENT);
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        String gateway = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
        Optional<Postbox> postbox = gateways.postbox(gateway);
        if (postbox.isEmpty()) {
            answer(response, UNKNOWN, "No gateway of this name is configured.");
            return;
        }
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            answer(response, WRONG_METHOD, "Providers send webhooks here: POST.");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX) {
            count(gateway, "too_large");
            response.setHeader("Connection", "close");
            answer(response, TOO_LARGE, "A webhook has 1 MiB at most.");
            return;
        }
        switch (postbox.get().read(name -> Optional.ofNullable(request.getHeader(name)), body, clock.instant())) {
            case Reading.Forged(String why) -> refuse(response, gateway, "forged", why);
            case Reading.Stale(var signedAt) -> refuse(response, gateway, "stale", "signed at " + signedAt);
            case Reading.Unreadable(String why) -> keep(response, Arrivals.unreadable(gateway, request, body, why));
            case Reading.Genuine genuine -> keep(response, Arrivals.genuine(gateway, request, body, genuine));
        }
    }

    private void refuse(HttpServletResponse response, String gateway, String result, String why) throws IOException {
        count(gateway, result);
        LOG.warn("a webhook was refused gateway={} result={} why={}", gateway, result, why);
        answer(response, REFUSED, "The signature is not one of " + gateway + "'s for this address, or too old.");
    }

    private void keep(HttpServletResponse response, Arrival arrival) throws IOException {
        boolean isNew = arrivals.ask(arrival);
        count(arrival.gateway(), isNew ? arrival.state().text() : "duplicate");
        if (isNew && arrival.state() == State.WAITING) {
            wake.run();
        }
        if (isNew && arrival.state() == State.PARKED) {
            LOG.warn(
                    "a webhook is parked gateway={} event={} why={}",
                    arrival.gateway(),
                    arrival.event(),
                    arrival.reason());
        }
        byte[] text = "{\"received\":true}".getBytes(StandardCharsets.US_ASCII);
        response.setStatus(200);
        send(response, text);
    }

    private void count(String gateway, String result) {
        Counter.builder("gateways.webhooks")
                .description("What providers sent, by what became of it at the door")
                .tag("gateway", gateway)
                .tag("result", result)
                .register(registry)
                .increment();
    }

    @Override
    public void apologise(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(response, LATER, "It was not stored. Send it again.");
    }

    private static void answer(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        send(response, ("{\"error\":{\"message\":\"" + message + "\"}}").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
