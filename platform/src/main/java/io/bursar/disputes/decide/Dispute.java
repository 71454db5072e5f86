package io.bursar.disputes.decide;

import io.bursar.money.Money;
import io.bursar.payments.decide.PublicNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payer's objection to a charge.
 *
 * @param version grows with each change; whoever changes it names the one that was read
 * @param amount that is disputed
 * @param reason in the provider's words
 * @param dueBy until when evidence is taken; null: none is
 * @param submissions oldest first
 */
public record Dispute(
        UUID id,
        int book,
        long version,
        DisputeState state,
        Of of,
        Money amount,
        String reason,
        Moved moved,
        @Nullable Instant dueBy,
        Answering answering,
        Instant createdAt,
        List<Submission> submissions) {
    public Dispute {
        submissions = List.copyOf(submissions);
    }

    /** What it is about. @param provider the provider's id of the dispute */
    public record Of(UUID payment, UUID charge, String gateway, String provider) {}

    /** Minor units; {@code fee} is the provider's, less what it gave back. The others only grow. */
    public record Moved(long withdrawn, long reinstated, long fee) {
        public static final Moved NOTHING = new Moved(0, 0, 0);

        public long net() {
            return withdrawn - reinstated;
        }
    }

    /**
     * What is answered to it.
     *
     * @param evidence staged or given, by name; files by our ids
     * @param submissions that the provider has told of
     * @param warned how many of the warnings before its deadline were given
     * @param isPastDue whether the deadline passed without an answer
     */
    public record Answering(
            Map<String, String> evidence,
            Map<String, String> metadata,
            int submissions,
            int warned,
            boolean isPastDue) {
        public static final Answering NOTHING = new Answering(Map.of(), Map.of(), 0, 0, false);

        public Answering {
            evidence = java.util.Collections.unmodifiableMap(new TreeMap<>(evidence));
            metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
        }

        public Answering saying(Map<String, String> newEvidence, Map<String, String> newMetadata) {
            return new Answering(newEvidence, newMetadata, submissions, warned, isPastDue);
        }

        public Answering told(int count) {
            return new Answering(evidence, metadata, Math.max(count, submissions), warned, isPastDue);
        }

        public Answering warned(int times, boolean pastDue) {
            return new Answering(evidence, metadata, submissions, times, pastDue);
        }
    }

    public String publicId() {
        return PublicNames.dispute(id);
    }

    /** The submission whose outcome is open; at most one is. */
    public Optional<Submission> open() {
        return submissions.stream().filter(Submission::isOpen).findFirst();
    }

    /** How often evidence was given, by all that is known. */
    public int given() {
        long ours = submissions.stream()
                .filter(each -> each.kind() == Submission.Kind.EVIDENCE && each.state() == Submission.State.SUCCEEDED)
                .count();
        return Math.max((int) ours, answering.submissions());
    }

    public Dispute in(DisputeState next, @Nullable Instant due) {
        return new Dispute(id, book, version, next, of, amount, reason, moved, due, answering, createdAt, submissions);
    }

    public Dispute with(Moved newMoved) {
        return new Dispute(
                id, book, version, state, of, amount, reason, newMoved, dueBy, answering, createdAt, submissions);
    }

    public Dispute with(Answering newAnswering) {
        return new Dispute(
                id, book, version, state, of, amount, reason, moved, dueBy, newAnswering, createdAt, submissions);
    }

    /** With a submission in place of the one with its id, or as a new one. */
    public Dispute with(Submission submission) {
        List<Submission> all = new ArrayList<>(submissions);
        all.removeIf(each -> each.id().equals(submission.id()));
        all.add(submission);
        return new Dispute(id, book, version, state, of, amount, reason, moved, dueBy, answering, createdAt, all);
    }

    public Dispute next() {
        return new Dispute(
                id, book, version + 1, state, of, amount, reason, moved, dueBy, answering, createdAt, submissions);
    }
}
