package io.bursar.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named values as they were sent: {@link Group}, {@link java.util.List}, {@link String}, {@link Long},
 * {@link Boolean} or {@link StrictJson.Odd}.
 */
record Group(Map<String, Object> members) {
    static Group empty() {
        return new Group(new LinkedHashMap<>());
    }
}
