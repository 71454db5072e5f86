package io.bursar.setups;

import io.bursar.api.ObjectIds;
import io.bursar.database.Transactions;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.setups.Mandate.Status;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Mandates, for other features. */
@Component
public final class Mandates {
    private final MandateStore store;
    private final Outbox outbox;
    private final Transactions transactions;

    Mandates(MandateStore store, Outbox outbox, Transactions transactions) {
        this.store = store;
        this.outbox = outbox;
        this.transactions = transactions;
    }

    /** The mandate of an id; empty when it is none of this book's. */
    public Optional<Mandate> find(int book, String id) {
        return ObjectIds.find(Mandate.PREFIX, id, book)
                .flatMap(uuid -> store.findAll(book, List.of(uuid)).stream().findFirst());
    }

    /** A payment method's newest mandate that may still be used, now or later; else its newest; empty: it has none. */
    public Optional<Mandate> ofMethod(int book, UUID method) {
        List<Mandate> all = store.ofMethod(book, method);
        return all.stream()
                .filter(each -> each.status() != Status.INACTIVE)
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** The mandate that a gateway calls so; of any book. */
    public Optional<Mandate> byRef(String gateway, String ref) {
        return store.byRef(gateway, ref);
    }

    /** Whether a gateway's word changed it; what is over stays so. */
    boolean become(Mandate mandate, MandateStatus said) {
        Status status =
                switch (said) {
                    case ACTIVE -> Status.ACTIVE;
                    case PAUSED -> Status.PENDING;
                    case ENDED -> Status.INACTIVE;
                };
        boolean isAllowed = java.util.Objects.requireNonNull(Status.EDGES.get(mandate.status()))
                .contains(status);
        return isAllowed
                && transactions.inside(() -> {
                    boolean isFirst = store.setStatus(mandate, status);
                    if (isFirst) {
                        Mandate after = mandate.in(status);
                        outbox.write(outbox.event(
                                        after.book(), "mandate.updated", after.publicId(), after::write, Cause.OURS)
                                .after(mandate::write));
                    }
                    return isFirst;
                });
    }
}
