package io.bursar.api;

import io.bursar.api.Caller.Right;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects that can take the place of their ids in answers, said by the feature whose objects they are. Which members
 * they can take the place of is said by {@link Member}s, and by {@code x-expandableFields} in {@code api/openapi.yaml}.
 */
public interface ExpansionSource {
    /** What callers need to see them; asked for before anything is done. */
    Set<Right> rights();

    /** What they say in their member {@code object}; more than one where an id can be of more kinds. */
    Set<String> objects();

    /** Where they can be shown. */
    List<Member> members();

    /**
     * What identifies the object that a member stands for; empty: nothing, the member stays as it is.
     *
     * @param value of the member
     * @param beside members beside it
     */
    default Optional<String> key(String value, ObjectNode beside) {
        return Optional.of(value);
    }

    /** Those that exist in the caller's book, by key. Each key is asked for once, at most as many as a page has. */
    Map<String, Rendering> load(Set<String> keys, Caller caller);

    /**
     * A member that can be expanded.
     *
     * @param object in which it stands, by its member {@code object}
     * @param path from there, such as {@code legs.debit}; lists on the way are walked through
     */
    record Member(String object, String path) {}
}
