package io.bursar.api.grpc;

import io.bursar.api.Authenticator;
import io.bursar.api.GrpcAddress;
import io.bursar.api.WebSettings;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Serves gRPC beside HTTP: on the port that was asked for, or else on the one after HTTP's, or where that one is taken
 * on any free one. Stops as the web server does: takes nothing new, answers what it took.
 */
@Component
final class GrpcServer implements SmartLifecycle, GrpcAddress {
    private static final int MESSAGE_BYTES_MAX = 4 << 20;
    private static final long STOP_SECONDS = 30;

    private final WebSettings web;
    private final Authenticator authenticator;
    private final List<BindableService> services;
    private final HealthStatusManager health = new HealthStatusManager();
    private @Nullable Server server;

    GrpcServer(WebSettings web, Authenticator authenticator, List<BindableService> services) {
        this.web = web;
        this.authenticator = authenticator;
        this.services = List.copyOf(services);
    }

    @Override
    public int port() {
        Server running = server;
        return running == null ? 0 : running.getPort();
    }

    @Override
    public void start() {
        Integer asked = web.grpcPort();
        try {
            server = asked == null ? startNextToHttp() : build(asked).start();
        } catch (IOException taken) {
            throw new UncheckedIOException(
                    asked == null ? "gRPC found no port to listen on" : "gRPC cannot listen on port " + asked, taken);
        }
    }

    private Server startNextToHttp() throws IOException {
        try {
            return build(web.port() + 1).start();
        } catch (IOException taken) {
            return build(0).start();
        }
    }

    private Server build(int port) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(web.address(), port))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new Door(authenticator))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance());
        services.forEach(builder::addService);
        return builder.build();
    }

    @Override
    public void stop() {
        Server running = server;
        if (running == null) {
            return;
        }
        health.enterTerminalState();
        running.shutdown();
        try {
            if (!running.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            running.shutdownNow();
            Thread.currentThread().interrupt();
        }
        server = null;
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
