package io.bursar.api;

/** Where gRPC is served, on the same address as HTTP. */
public interface GrpcAddress {
    /** 0 before it is served. */
    int port();
}
