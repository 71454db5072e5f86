package io.bursar.setups;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.ObjectIds;
import io.bursar.api.Rendering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The mandate in place of its id. */
@Component
final class MandateExpansion implements ExpansionSource {
    private final MandateStore store;

    MandateExpansion(MandateStore store) {
        this.store = store;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.METHODS_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("mandate");
    }

    @Override
    public List<Member> members() {
        return List.of(new Member("setup_intent", "mandate"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        Set<UUID> ids = keys.stream()
                .flatMap(key -> ObjectIds.find(Mandate.PREFIX, key, caller.book()).stream())
                .collect(Collectors.toSet());
        Map<String, Rendering> found = new HashMap<>();
        store.findAll(caller.book(), ids).forEach(mandate -> found.put(mandate.publicId(), mandate::write));
        return found;
    }
}
