package io.bursar.methods;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The payment method in place of its id. */
@Component
final class MethodExpansion implements ExpansionSource {
    private final MethodStore store;

    MethodExpansion(MethodStore store) {
        this.store = store;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.METHODS_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("payment_method");
    }

    @Override
    public List<Member> members() {
        return List.of(
                new Member("customer", "invoice_settings.default_payment_method"),
                new Member("payment_intent", "payment_method"),
                new Member("charge", "payment_method"),
                new Member("setup_intent", "payment_method"),
                new Member("mandate", "payment_method"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        Set<UUID> ids = keys.stream()
                .flatMap(key -> PaymentMethod.parse(key, caller.book()).stream())
                .collect(Collectors.toSet());
        Map<String, Rendering> found = new HashMap<>();
        store.findAll(caller.book(), ids).forEach(method -> found.put(method.id(), method::write));
        return found;
    }
}
