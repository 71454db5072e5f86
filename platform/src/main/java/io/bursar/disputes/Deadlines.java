package io.bursar.disputes;

import io.bursar.disputes.decide.Deadline;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.Hearing;
import io.bursar.disputes.decide.Hearing.Next;
import io.bursar.payments.decide.Step.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells people of disputes that wait for an answer while their deadline comes, and says so when it has passed. */
@Component
final class Deadlines {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final int MOST = 100;

    private final DisputeStore store;
    private final SaveDispute saves;
    private final Deadline deadline;

    Deadlines(DisputeStore store, SaveDispute saves, Deadline deadline) {
        this.store = store;
        this.saves = saves;
        this.deadline = deadline;
    }

    /** Looks at all that is due by a time. @return how many warnings were given */
    int run(Instant now) {
        int given = 0;
        List<UUID> due;
        do {
            due = store.toWarn(now, MOST);
            int before = given;
            for (Dispute each : store.findAll(due)) {
                given += warn(each, now) ? 1 : 0;
            }
            if (given == before) {
                return given;
            }
        } while (due.size() == MOST);
        return given;
    }

    /** Whoever else changes the dispute, or warns, is first: it is looked at again. */
    private boolean warn(Dispute dispute, Instant now) {
        Instant due = Objects.requireNonNull(dispute.dueBy());
        boolean isPast = !due.isAfter(now);
        String kind = isPast ? "dispute_past_due" : "dispute_deadline_near";
        Incident incident = new Incident(
                kind,
                Map.of(
                        "dispute",
                        dispute.publicId(),
                        "due_by",
                        due.toString(),
                        "amount",
                        Long.toString(dispute.amount().minor()),
                        "currency",
                        dispute.amount().currency().code()));
        Dispute warned = dispute.with(dispute.answering().warned(deadline.warnedBy(due, now), isPast));
        LOG.warn("a dispute waits for an answer dispute={} due={} kind={}", dispute.publicId(), due, kind);
        return saves.change(
                        dispute,
                        new Next(warned, null, isPast ? Hearing.UPDATED : null, List.of(incident)),
                        Along.NOTHING)
                .isPresent();
    }
}
