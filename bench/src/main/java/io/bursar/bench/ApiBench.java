package io.bursar.bench;

/** REST, one transfer a request. */
final class ApiBench {
    ApiBench(Bench.Options options, Results results) {}

    void run() {
        throw new IllegalStateException("coming with the service");
    }
}
