package io.bursar.disputes.rest;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A dispute in place of its id. */
@Component
final class DisputeExpansion implements ExpansionSource {
    private final DisputeLists lists;

    DisputeExpansion(DisputeLists lists) {
        this.lists = lists;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.DISPUTES_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("dispute");
    }

    @Override
    public List<Member> members() {
        return List.of(new Member("charge", "dispute"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        return lists.of(keys, caller.book());
    }
}
