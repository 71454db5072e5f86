package io.bursar.outbox;

import io.bursar.api.ObjectIds;
import io.bursar.api.Rendering;
import io.bursar.api.Versions;
import io.bursar.database.Transactions;
import io.bursar.engine.Riders;
import io.bursar.money.Invariant;
import org.springframework.stereotype.Component;

/** Where features say what happened. */
@Component
public final class Outbox {
    private final EventStore store;
    private final Versions versions;

    Outbox(EventStore store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    /**
     * An event, not written yet.
     *
     * @param type what happened, in Stripe's words
     * @param object id of the object, as callers see it
     * @param body the object as it will be once the commit is done
     */
    public OutboxEvent event(int book, String type, String object, Rendering body, OutboxEvent.Cause cause) {
        String newest = versions.newest().text();
        return new OutboxEvent(ObjectIds.next(book), book, type, object, OutboxEvent.text(body), null, newest, cause);
    }

    /**
     * Writes events in the transaction that is open; it fails when they cannot be written.
     *
     * @throws Invariant.Violation outside a transaction: an event without what it tells, or the other way round, must
     *     not be
     */
    public void write(OutboxEvent... events) {
        Invariant.check(Transactions.isInside(), "events are written in the transaction of what they tell");
        for (OutboxEvent event : events) {
            store.insert(event);
        }
    }

    /** Writes an event in the commit of a command of the ledger. */
    public static Riders.Call row(OutboxEvent event) {
        return EventStore.row(event);
    }
}
