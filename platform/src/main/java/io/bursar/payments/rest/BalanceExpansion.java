package io.bursar.payments.rest;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What money did, in place of its id. */
@Component
final class BalanceExpansion implements ExpansionSource {
    private final Lists lists;

    BalanceExpansion(Lists lists) {
        this.lists = lists;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.PAYMENTS_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("balance_transaction");
    }

    @Override
    public List<Member> members() {
        return List.of(new Member("charge", "balance_transaction"), new Member("refund", "balance_transaction"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        return lists.balancesOf(keys, caller.book());
    }
}
