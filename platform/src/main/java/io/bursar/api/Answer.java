package io.bursar.api;

import java.util.Map;

/**
 * What a request is answered.
 *
 * @param status HTTP status
 * @param headers beside those that every answer has
 */
public record Answer(int status, Map<String, String> headers, Rendering body) {
    private static final String REPLAYED = "Idempotent-Replayed";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer ok(Rendering body) {
        return new Answer(200, Map.of(), body);
    }

    public static Answer created(Rendering body) {
        return new Answer(201, Map.of(), body);
    }

    public static Answer refused(Problem problem) {
        Map<String, String> headers = problem.retryAfterSeconds() == 0
                ? Map.of()
                : Map.of("Retry-After", String.valueOf(problem.retryAfterSeconds()));
        return new Answer(problem.code().status(), headers, out -> out.problem(problem));
    }

    /** The same answer, given before under the same key. */
    public Answer replayed() {
        return new Answer(status, Map.of(REPLAYED, "true"), body);
    }
}
