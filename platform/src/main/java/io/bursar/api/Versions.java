package io.bursar.api;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The versions there are, and the way between each and the newest. */
public final class Versions {
    private static final String OBJECT = "object";
    private static final String ERROR = "error";

    private final List<VersionChange> oldestFirst;
    private final SortedSet<ApiVersion> known = new TreeSet<>();

    /** @param changes all that were ever made, in any order; each after {@link ApiVersion#FIRST} */
    public Versions(List<VersionChange> changes) {
        oldestFirst = changes.stream()
                .sorted(Comparator.comparing(VersionChange::since))
                .toList();
        known.add(ApiVersion.FIRST);
        for (VersionChange change : changes) {
            if (change.since().compareTo(ApiVersion.FIRST) <= 0) {
                throw new IllegalArgumentException("a change begins with " + change.since());
            }
            known.add(change.since());
        }
    }

    public ApiVersion newest() {
        return known.last();
    }

    /** The version of this date; empty when there is none. */
    public Optional<ApiVersion> find(String text) {
        return ApiVersion.parse(text).filter(known::contains);
    }

    /** The header was sent and names no version. */
    public Problem unknown(String sent) {
        String all = known.stream().map(ApiVersion::text).collect(Collectors.joining(", "));
        String shown = sent.length() > 40 ? sent.substring(0, 40) + "…" : sent;
        return Problem.of(
                        ErrorCode.VERSION_UNKNOWN,
                        "There is no version " + Masks.mask(shown) + " of this API. Versions are " + all + ".",
                        ApiVersion.HEADER)
                .with("versions", all);
    }

    /** Makes a request of a version one of the newest. */
    public void upgrade(ApiVersion from, VersionChange.Sent sent) {
        for (VersionChange change : oldestFirst) {
            if (change.since().compareTo(from) > 0) {
                change.upgrade(sent);
            }
        }
    }

    /** Makes an answer of the newest version one of an older version. */
    public void downgrade(ApiVersion to, ObjectNode answer) {
        for (VersionChange change : oldestFirst.reversed()) {
            if (change.since().compareTo(to) > 0) {
                apply(change, answer, "");
            }
        }
    }

    /** @param name of the member that it is; empty where it is none */
    private static void apply(VersionChange change, JsonNode node, String name) {
        switch (node) {
            case ObjectNode object -> {
                object.properties().forEach(member -> apply(change, member.getValue(), member.getKey()));
                String kind = name.equals(ERROR) ? ERROR : object.path(OBJECT).asString("");
                if (!kind.isEmpty()) {
                    change.downgrade(kind, object);
                }
            }
            case ArrayNode list -> list.forEach(item -> apply(change, item, ""));
            default -> {
                // A value: it is part of the object around it.
            }
        }
    }
}
