package io.bursar.disputes.decide;

import io.bursar.disputes.decide.Dispute.Moved;
import io.bursar.gateways.ProviderDispute;
import io.bursar.payments.decide.Step.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a gateway's word makes of a dispute. */
public final class Hearing {
    public static final String CREATED = "charge.dispute.created";
    public static final String UPDATED = "charge.dispute.updated";
    public static final String CLOSED = "charge.dispute.closed";
    public static final String WITHDRAWN = "charge.dispute.funds_withdrawn";
    public static final String REINSTATED = "charge.dispute.funds_reinstated";

    private Hearing() {}

    /** How much a word is worth. */
    public enum Word {
        /** By the gateway's own message: late, perhaps, or twice. */
        TOLD,
        /** In answer to something that we did: how it stands, unless it is an odd echo. */
        ANSWERED,
        /** In answer to a question: how it stands. */
        LOOKED
    }

    /** What is to be done about it. */
    public sealed interface Plan {
        /** The word is not enough: ask the gateway. */
        record Ask() implements Plan {}

        /** @param changes one after the other; none: all of it is known */
        record Change(List<Next> changes) implements Plan {}
    }

    /**
     * One change, a commit of its own.
     *
     * @param money that moves with it; null: none
     * @param event of Stripe's names; null: nobody is told
     */
    public record Next(
            Dispute after, @Nullable Money money, @Nullable String event, List<Incident> incidents) {
        public Next {
            incidents = List.copyOf(incidents);
        }

        /** @param amount minor units, ≥ 0; {@code fee} likewise */
        public record Money(Way way, long amount, long fee) {}

        public enum Way {
            TAKEN,
            RETURNED
        }
    }

    public static Plan plan(Dispute ours, ProviderDispute said, Word word) {
        DisputeState told = DisputeState.of(said.status());
        boolean isOlder = said.withdrawn() < ours.moved().withdrawn()
                || said.reinstated() < ours.moved().reinstated();
        boolean isOdd = !said.currency().equals(ours.amount().currency())
                || said.amount() != ours.amount().minor();
        if (word != Word.LOOKED && isOdd) {
            return new Plan.Ask();
        }
        if (word == Word.TOLD && isDoubtful(ours, said, told, isOlder)) {
            return new Plan.Ask();
        }
        if (!said.currency().equals(ours.amount().currency())) {
            throw new IllegalStateException("a dispute in " + ours.amount().currency() + " is said to be in "
                    + said.currency() + ": somebody must look");
        }
        return new Plan.Change(changes(ours, said, told, word));
    }

    /** Whether a word that may be late says something that it would go back by. */
    private static boolean isDoubtful(Dispute ours, ProviderDispute said, DisputeState told, boolean isOlder) {
        if (told == ours.state()) {
            boolean isOther = !Objects.equals(due(ours, said, told), ours.dueBy());
            return isOther && !isOlder;
        }
        boolean endsIt = told.isOver() && !ours.state().isOver() && !isOlder;
        return !endsIt;
    }

    private static java.time.@Nullable Instant due(Dispute ours, ProviderDispute said, DisputeState told) {
        return told.isOver() ? null : said.evidenceBy() == null ? ours.dueBy() : said.evidenceBy();
    }

    private static List<Next> changes(Dispute ours, ProviderDispute said, DisputeState told, Word word) {
        List<Next> changes = new ArrayList<>();
        Moved target = target(ours.moved(), said, word);
        Dispute now = ours;
        if (target.withdrawn() > now.moved().withdrawn()) {
            long fee = Math.max(0, target.fee() - now.moved().fee());
            now = taken(changes, now, target.withdrawn() - now.moved().withdrawn(), fee, WITHDRAWN);
        }
        now = state(changes, now, said, told, word);
        if (target.reinstated() > now.moved().reinstated()) {
            long fee = Math.max(0, now.moved().fee() - target.fee());
            now = returned(changes, now, target.reinstated() - now.moved().reinstated(), fee, REINSTATED);
        }
        long fee = target.fee() - now.moved().fee();
        if (fee > 0) {
            taken(changes, now, 0, fee, UPDATED);
        } else if (fee < 0) {
            returned(changes, now, 0, -fee, UPDATED);
        }
        return changes;
    }

    private static Dispute taken(List<Next> changes, Dispute now, long amount, long fee, String event) {
        Moved moved = now.moved();
        Dispute after = now.with(new Moved(moved.withdrawn() + amount, moved.reinstated(), moved.fee() + fee));
        changes.add(new Next(after, new Next.Money(Next.Way.TAKEN, amount, fee), event, List.of()));
        return after.next();
    }

    private static Dispute returned(List<Next> changes, Dispute now, long amount, long fee, String event) {
        Moved moved = now.moved();
        Dispute after = now.with(new Moved(moved.withdrawn(), moved.reinstated() + amount, moved.fee() - fee));
        changes.add(new Next(after, new Next.Money(Next.Way.RETURNED, amount, fee), event, List.of()));
        return after.next();
    }

    /** What the gateway says moved; told late, what moved since is not forgotten. */
    private static Moved target(Moved ours, ProviderDispute said, Word word) {
        long withdrawn = Math.max(ours.withdrawn(), said.withdrawn());
        long reinstated = Math.max(ours.reinstated(), said.reinstated());
        boolean isOlder = said.withdrawn() < ours.withdrawn() || said.reinstated() < ours.reinstated();
        if (word == Word.TOLD) {
            return new Moved(withdrawn, reinstated, isOlder ? ours.fee() : said.fee());
        }
        // Where only what is gone is told, what is gone no more has come back.
        long gone = said.withdrawn() - said.reinstated();
        long surplus = withdrawn - reinstated - gone;
        return new Moved(
                surplus < 0 ? withdrawn - surplus : withdrawn,
                surplus > 0 ? reinstated + surplus : reinstated,
                said.fee());
    }

    private static Dispute state(List<Next> changes, Dispute now, ProviderDispute said, DisputeState told, Word word) {
        boolean isNew = told != now.state();
        boolean isAllowed = !isNew || now.state().mayBecome(told);
        List<Incident> incidents = new ArrayList<>();
        if (word == Word.LOOKED && said.amount() != now.amount().minor() && isNew) {
            incidents.add(incident("gateway_mismatch", now, "amount", Long.toString(said.amount())));
        }
        if (!isAllowed) {
            changes.add(new Next(now, null, null, List.of(incident("dispute_went_back", now, "said", told.text()))));
            return now.next();
        }
        Dispute after = now.in(told, due(now, said, told)).with(now.answering().told(said.submissions()));
        boolean isKnown = after.equals(now) || (word == Word.TOLD && !isNew);
        if (isKnown) {
            return now;
        }
        String event = isNew && told.isOver() ? CLOSED : UPDATED;
        changes.add(new Next(after, null, event, incidents));
        return after.next();
    }

    private static Incident incident(String kind, Dispute dispute, String name, String value) {
        return new Incident(
                kind,
                Map.of("dispute", dispute.publicId(), "state", dispute.state().text(), name, value));
    }
}
