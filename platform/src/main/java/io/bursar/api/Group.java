package io.bursar.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Named values as they were sent: {@link Group}, {@link List}, {@link String}, {@link Long}, {@link Boolean}, {@link
 * Upload}, or what no parameter takes (null, fractions). In forms and queries all are texts or groups, lists are groups
 * by index.
 */
public record Group(Map<String, Object> members) {
    static Group empty() {
        return new Group(new LinkedHashMap<>());
    }

    /** Gives a value another name, where it was sent. */
    public void rename(String from, String to) {
        Object value = members.remove(from);
        if (value != null) {
            members.put(to, value);
        }
    }

    /** The groups in a list, or the one group, of this name; none when it was not sent so. */
    public Stream<Group> inside(String name) {
        return switch (members.get(name)) {
            case Group group when isIndexed(group) -> groupsIn(group.members().values().stream());
            case Group group -> Stream.of(group);
            case List<?> list -> groupsIn(list.stream());
            case null, default -> Stream.empty();
        };
    }

    private static boolean isIndexed(Group group) {
        return group.members().keySet().stream().allMatch(key -> key.matches("\\d+"));
    }

    private static Stream<Group> groupsIn(Stream<?> values) {
        return values.filter(Group.class::isInstance).map(Group.class::cast);
    }
}
