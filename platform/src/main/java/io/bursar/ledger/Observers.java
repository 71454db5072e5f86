package io.bursar.ledger;

import io.bursar.engine.LedgerObserver;
import java.time.Instant;
import java.util.List;

/** Tells several what one is told. */
final class Observers implements LedgerObserver {
    private final List<LedgerObserver> all;

    Observers(List<LedgerObserver> all) {
        this.all = List.copyOf(all);
    }

    @Override
    public boolean wantsDecisions() {
        return all.stream().anyMatch(LedgerObserver::wantsDecisions);
    }

    @Override
    public void committed(long batch, Instant at, List<Decision> decisions) {
        all.forEach(each -> each.committed(batch, at, decisions));
    }

    @Override
    public void timed(BatchTimes times) {
        all.forEach(each -> each.timed(times));
    }

    @Override
    public void expired(List<Long> holds) {
        all.forEach(each -> each.expired(holds));
    }

    @Override
    public void rewound(Rewind rewind) {
        all.forEach(each -> each.rewound(rewind));
    }

    @Override
    public void unavailable(String doing, Exception cause) {
        all.forEach(each -> each.unavailable(doing, cause));
    }

    @Override
    public void sealingFailed(Exception cause) {
        all.forEach(each -> each.sealingFailed(cause));
    }
}
