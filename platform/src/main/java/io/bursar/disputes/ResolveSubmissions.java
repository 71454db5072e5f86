package io.bursar.disputes;

import io.bursar.disputes.HearDispute.Told;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.DisputeState;
import io.bursar.disputes.decide.Hearing.Word;
import io.bursar.disputes.decide.LookTimes;
import io.bursar.disputes.decide.Submission;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.Vault.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks gateways about submissions of which nobody here knows what became. How the dispute stands says whether the bank
 * was told; where it was not, the same is sent again under the same key, until it is old.
 */
@Component
final class ResolveSubmissions {
    private static final Logger LOG = LoggerFactory.getLogger(ResolveSubmissions.class);
    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final int MOST = 32;

    private final DisputeStore store;
    private final Submit submit;
    private final HearDispute hear;

    ResolveSubmissions(DisputeStore store, Submit submit, HearDispute hear) {
        this.store = store;
        this.submit = submit;
        this.hear = hear;
    }

    /** Looks at all that is due by a time. @return how many were looked at */
    int run(Instant now) {
        int looked = 0;
        List<UUID> due;
        do {
            due = store.leaseLooks(now, LEASE, MOST);
            looked += run(store.findAll(due), now);
        } while (due.size() == MOST);
        return looked;
    }

    private int run(List<Dispute> due, Instant now) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> looks = new ArrayList<>(due.size());
            for (Dispute each : due) {
                looks.add(threads.submit(() -> each.open().ifPresent(open -> resolve(each, open, now))));
            }
            int done = 0;
            for (int i = 0; i < looks.size(); i++) {
                done += isDone(looks.get(i), due.get(i)) ? 1 : 0;
            }
            return done;
        }
    }

    private static boolean isDone(Future<?> look, Dispute what) {
        try {
            look.get();
            return true;
        } catch (ExecutionException failed) {
            LOG.warn(
                    "a submission could not be looked at; it is tried again dispute={}",
                    what.publicId(),
                    failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void resolve(Dispute read, Submission open, Instant now) {
        Dispute dispute = submit.begun(read, open.id());
        if (!(hear.look(dispute) instanceof Kept.Done<ProviderDispute>(ProviderDispute said))) {
            submit.later(dispute, open.id());
            return;
        }
        Told told = new Told(said, Word.LOOKED);
        if (hasHappened(open, said)) {
            submit.heard(dispute, open.id(), told, Along.NOTHING);
            return;
        }
        hear.hear(dispute, told, UnaryOperator.identity(), Along.NOTHING);
        Dispute heard = hear.again(dispute);
        if (!DisputeState.of(said.status()).isOpen()) {
            submit.lapsed(heard, open.id(), "the bank takes no answer any more");
        } else if (!open.createdAt().plus(LookTimes.PROOF).isAfter(now)) {
            submit.lapsed(heard, open.id(), "the gateway has seen nothing of it");
        } else {
            submit.later(submit.carryOut(heard, open.id(), Along.NOTHING), open.id());
        }
    }

    private static boolean hasHappened(Submission open, ProviderDispute said) {
        DisputeState state = DisputeState.of(said.status());
        return switch (open.kind()) {
            case ACCEPT -> state.isOver();
            case EVIDENCE -> said.submissions() > open.before() || (!state.isOpen() && !state.isOver());
        };
    }
}
