package io.bursar.payments.rest;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A charge in place of its id. */
@Component
final class ChargeExpansion implements ExpansionSource {
    private final Lists lists;

    ChargeExpansion(Lists lists) {
        this.lists = lists;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.PAYMENTS_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("charge");
    }

    @Override
    public List<Member> members() {
        return List.of(
                new Member("payment_intent", "latest_charge"),
                new Member("refund", "charge"),
                new Member("dispute", "charge"),
                new Member("radar.early_fraud_warning", "charge"),
                new Member("balance_transaction", "source"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        return lists.chargesOf(keys, caller.book());
    }
}
