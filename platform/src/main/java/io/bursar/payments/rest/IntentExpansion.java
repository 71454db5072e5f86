package io.bursar.payments.rest;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A payment in place of its id. */
@Component
final class IntentExpansion implements ExpansionSource {
    private final Lists lists;

    IntentExpansion(Lists lists) {
        this.lists = lists;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.PAYMENTS_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("payment_intent");
    }

    @Override
    public List<Member> members() {
        return List.of(
                new Member("charge", "payment_intent"),
                new Member("dispute", "payment_intent"),
                new Member("radar.early_fraud_warning", "payment_intent"),
                new Member("refund", "payment_intent"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        return lists.paymentsOf(keys, caller.book());
    }
}
