package io.bursar.api.grpc;

import io.bursar.api.Problem;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** Problems as statuses of calls. The code and the field at fault go with them as trailers. */
final class Statuses {
    private static final Metadata.Key<String> CODE = Metadata.Key.of("bursar-code", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> PARAM = Metadata.Key.of("bursar-param", Metadata.ASCII_STRING_MARSHALLER);

    private Statuses() {}

    static void close(ServerCall<?, ?> call, Problem problem) {
        Metadata trailers = new Metadata();
        trailers.put(CODE, problem.code().text());
        String param = problem.param();
        if (param != null) {
            trailers.put(PARAM, param);
        }
        call.close(of(problem).withDescription(problem.message()), trailers);
    }

    private static Status of(Problem problem) {
        return switch (problem.status()) {
            case 401 -> Status.UNAUTHENTICATED;
            case 403 -> Status.PERMISSION_DENIED;
            case 404 -> Status.NOT_FOUND;
            case 409 -> Status.ABORTED;
            case 402, 422 -> Status.FAILED_PRECONDITION;
            case 429 -> Status.RESOURCE_EXHAUSTED;
            case 503 -> Status.UNAVAILABLE;
            case 500 -> Status.INTERNAL;
            default -> Status.INVALID_ARGUMENT;
        };
    }
}
