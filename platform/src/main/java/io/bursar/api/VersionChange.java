package io.bursar.api;

import tools.jackson.databind.node.ObjectNode;

/**
 * A change of the API that callers written before it would not survive: what began with a version, and how requests and
 * answers are carried across. The code behind the API knows the newest version alone; each older one is the chain of
 * the changes since. To add a version is to write one such class and make it a component.
 */
public interface VersionChange {
    /** The version that began with it. Several changes may begin with one. */
    ApiVersion since();

    /** Rewrites a request of the version before into one of this version; usual: nothing to do. */
    default void upgrade(Sent sent) {}

    /**
     * Rewrites an object of an answer of this version into one of the version before; usual: nothing to do. Called for
     * each object wherever it stands in the answer, inner ones first.
     *
     * @param object what it says in its member {@code object}; {@code error} for the inside of an error
     * @param members to be changed in place
     */
    default void downgrade(String object, ObjectNode members) {}

    /**
     * A request on its way in.
     *
     * @param route as it is declared: {@code POST /v1/holds/{id}/capture}
     */
    record Sent(String route, Group query, Group body) {}
}
