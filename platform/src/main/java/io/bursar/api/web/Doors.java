package io.bursar.api.web;

import io.bursar.api.Door;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which paths are behind a door. All others are the API's and ask for a key. */
@Component
final class Doors {
    private final Map<String, Door> bySegment = new HashMap<>();

    Doors(List<Door> doors) {
        for (Door door : doors) {
            for (String segment : door.segments()) {
                if (bySegment.put(segment, door) != null) {
                    throw new IllegalStateException("two doors lead to /" + segment);
                }
            }
        }
    }

    /** @param path as it was sent */
    @Nullable
    Door at(String path) {
        if (!Door.isPlain(path)) {
            return null;
        }
        int end = path.indexOf('/', 1);
        return bySegment.get(end < 0 ? path.substring(1) : path.substring(1, end));
    }
}
