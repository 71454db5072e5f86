package io.bursar.api;

/** Writes the members of one JSON object. */
@FunctionalInterface
public interface Rendering {
    void write(JsonOut out);
}
