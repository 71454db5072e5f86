package io.bursar.sandbox;

import io.bursar.sandbox.bank.Bank;
import io.bursar.sandbox.control.Control;
import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.faults.Mistakes;
import io.bursar.sandbox.faults.WhatGoesWrong;
import io.bursar.sandbox.http.Dropped;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.http.HttpServer;
import io.bursar.sandbox.razorpay.RazorpayGateway;
import io.bursar.sandbox.stripe.StripeGateway;
import io.bursar.sandbox.world.World;
import java.io.IOException;
import java.net.BindException;

/** A running sandbox: one server on the loopback address, one world. */
public final class Sandbox implements AutoCloseable {
    private static final int PORTS_TO_TRY = 100;

    private final World world;
    private final HttpServer server;
    private final Doors doors;

    /** Who answers what. */
    private record Doors(StripeGateway stripe, RazorpayGateway razorpay, Control control) {}

    private Sandbox(SandboxOptions options) throws IOException {
        FaultRules faults = new FaultRules(System::currentTimeMillis);
        World.Origin origin = new World.Origin(
                options.directory() == null ? null : options.directory().resolve("journal"),
                options.sync(),
                options.seed(),
                options.startMs(),
                System::currentTimeMillis);
        world = new World(origin, faults);
        server = listen(options.place());
        String address = "http://127.0.0.1:" + server.port();
        StripeGateway stripe = new StripeGateway(world, faults, options.stripeKey(), address);
        Mistakes mistakes = new Mistakes();
        RazorpayGateway razorpay =
                new RazorpayGateway(world, new WhatGoesWrong(faults, mistakes), options.razorpayKey(), address);
        Bank bank = new Bank(world, mistakes);
        stripe.hear(bank::book);
        razorpay.hear(bank::book);
        Control control = new Control(
                world,
                new WhatGoesWrong(faults, mistakes),
                new Control.Players(stripe.actions(), razorpay.actions()),
                bank);
        doors = new Doors(stripe, razorpay, control);
        world.start();
        server.serve(this::handle);
    }

    private HttpServer listen(SandboxOptions.Place place) throws IOException {
        int last = place.orNext() && place.port() > 0 ? Math.min(65_535, place.port() + PORTS_TO_TRY) : place.port();
        for (int port = place.port(); ; port++) {
            try {
                return HttpServer.bind(port);
            } catch (BindException e) {
                if (port >= last) {
                    world.close();
                    throw new IOException("port " + port + " is taken: choose another, or 0 for any", e);
                }
            }
        }
    }

    /**
     * Starts; executes the journal's past first.
     *
     * @throws IOException when the port is taken, or the journal cannot be read or is in use
     */
    public static Sandbox start(SandboxOptions options) throws IOException {
        return new Sandbox(options);
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return server.port();
    }

    /** Its base address, such as {@code http://127.0.0.1:8790}: Stripe's API is under {@code /v1}. */
    public String address() {
        return "http://127.0.0.1:" + port();
    }

    private HttpAnswer handle(HttpRequest request) throws Dropped, InterruptedException {
        if (request.path().equals("/") || request.path().startsWith("/_sandbox")) {
            return doors.control().handle(request);
        }
        // The two have the same paths; their keys tell them apart.
        return RazorpayGateway.isMeant(request)
                ? doors.razorpay().handle(request)
                : doors.stripe().handle(request);
    }

    @Override
    public void close() throws IOException {
        server.close();
        world.close();
    }
}
