package io.bursar.api.grpc;

import io.bursar.api.Authenticator;
import io.bursar.api.Authenticator.Authentication;
import io.bursar.api.Authenticator.Authentication.Known;
import io.bursar.api.Authenticator.Authentication.Refused;
import io.bursar.api.Caller;
import io.bursar.api.GrpcCaller;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every call passes: the API key, one log line, and problems that nobody made an outcome of. */
final class Door implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger("io.bursar.request");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    /** Asks for no key: balancers look at it. Reflection does ask. */
    private static final Set<String> OPEN = Set.of("grpc.health.v1.Health");

    private final Authenticator authenticator;

    Door(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (OPEN.contains(String.valueOf(call.getMethodDescriptor().getServiceName()))) {
            return next.startCall(call, headers);
        }
        String key = headers.get(AUTHORIZATION);
        return switch (authenticator.authenticate(key)) {
            case Refused(Problem problem) -> {
                Statuses.close(call, problem);
                yield new ServerCall.Listener<>() {};
            }
            case Known(Caller caller, var _) ->
                new Guard<>(
                        Contexts.interceptCall(GrpcCaller.contextOf(caller), new Logged<>(call, caller), headers, next),
                        call,
                        () -> authenticator.authenticate(key));
        };
    }

    /** Writes the line when the call ends. */
    private static final class Logged<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final Caller caller;
        private final long startedNs = System.nanoTime();

        Logged(ServerCall<Q, A> call, Caller caller) {
            super(call);
            this.caller = caller;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            LOG.info(
                    "call method={} status={} ms={} caller={}",
                    getMethodDescriptor().getFullMethodName(),
                    status.getCode().name().toLowerCase(Locale.ROOT),
                    Math.round((System.nanoTime() - startedNs) / 10_000.0) / 100.0,
                    caller.number());
            super.close(status, trailers);
        }
    }

    /**
     * Ends the call with the problem that a service threw, instead of an unknown status. Asks for the key again with
     * each message of a stream but the first: each counts against the key's rate, and a revoked key ends its streams.
     */
    private static final class Guard<Q, A> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, A> call;
        private final Supplier<Authentication> again;
        private boolean isFirst = true;
        private boolean isEnded;

        Guard(ServerCall.Listener<Q> listener, ServerCall<Q, A> call, Supplier<Authentication> again) {
            super(listener);
            this.call = call;
            this.again = again;
        }

        @Override
        public void onMessage(Q message) {
            if (isEnded) {
                return;
            }
            if (!isFirst && again.get() instanceof Refused(Problem problem)) {
                isEnded = true;
                // The service first: it must not answer into a call that is closed.
                super.onCancel();
                Statuses.close(call, problem);
                return;
            }
            isFirst = false;
            guarded(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guarded(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guarded(super::onReady);
        }

        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (ProblemException refused) {
                isEnded = true;
                Statuses.close(call, refused.problem());
            } catch (RuntimeException defect) {
                isEnded = true;
                LOG.error("call failed method={}", call.getMethodDescriptor().getFullMethodName(), defect);
                call.close(Status.INTERNAL.withDescription("Something went wrong here."), new Metadata());
            }
        }
    }
}
