package io.bursar.api;

import io.grpc.Context;

/** Who makes the gRPC call that the current thread serves. */
public final class GrpcCaller {
    private static final Context.Key<Caller> KEY = Context.key("io.bursar.caller");

    private GrpcCaller() {}

    /** Who asks; there is always somebody in a service that is not open to all. */
    public static Caller current() {
        Caller caller = KEY.get();
        if (caller == null) {
            throw new IllegalStateException("nobody was authenticated for this call");
        }
        return caller;
    }

    /** A context in which a caller is the current one. */
    public static Context contextOf(Caller caller) {
        return Context.current().withValue(KEY, caller);
    }
}
