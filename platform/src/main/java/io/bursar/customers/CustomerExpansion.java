package io.bursar.customers;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import io.bursar.customers.CustomerStore.Found;
import io.bursar.money.PublicId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The customer in place of its id; a deleted one as what is left of it. */
@Component
final class CustomerExpansion implements ExpansionSource {
    private final CustomerStore store;

    CustomerExpansion(CustomerStore store) {
        this.store = store;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.CUSTOMERS_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("customer");
    }

    @Override
    public List<Member> members() {
        return List.of(
                new Member("payment_method", "customer"),
                new Member("payment_intent", "customer"),
                new Member("charge", "customer"),
                new Member("setup_intent", "customer"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        Set<UUID> ids = keys.stream()
                .flatMap(key -> Customer.parse(key, caller.book()).stream())
                .collect(Collectors.toSet());
        Map<String, Rendering> found = new HashMap<>();
        for (Found each : store.findAll(caller.book(), ids)) {
            switch (each) {
                case Found.Alive(Customer customer) -> found.put(customer.id(), customer::write);
                case Found.Deleted(UUID uuid) ->
                    found.put(PublicId.of(Customer.PREFIX, uuid), out -> Customer.writeDeleted(out, uuid));
            }
        }
        return found;
    }
}
