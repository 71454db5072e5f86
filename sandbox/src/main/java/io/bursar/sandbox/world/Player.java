package io.bursar.sandbox.world;

import io.bursar.sandbox.http.HttpAnswer;

/** One who executes calls. Everything it knows follows from the calls, their times and the world's ids. */
@FunctionalInterface
public interface Player {
    /** Executes; called by one thread at a time, under the world's lock. */
    HttpAnswer apply(Call call);
}
