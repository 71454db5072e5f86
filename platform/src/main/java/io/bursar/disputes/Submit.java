package io.bursar.disputes;

import io.bursar.disputes.HearDispute.Heard;
import io.bursar.disputes.HearDispute.Told;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.EvidenceNames;
import io.bursar.disputes.decide.Hearing.Next;
import io.bursar.disputes.decide.Hearing.Word;
import io.bursar.disputes.decide.LookTimes;
import io.bursar.disputes.decide.Submission;
import io.bursar.disputes.decide.Submission.State;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.DisputeDesk;
import io.bursar.gateways.DisputeDesk.Evidence;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.Vault.Kept;
import io.bursar.money.PublicId;
import io.bursar.payments.decide.Step.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Carries submissions out: calls the gateway for those that are written, and hears what it says. */
@Component
final class Submit {
    /** Why it failed: nothing was sent. */
    static final String NOT_SENT = "not_sent";

    private static final int OVERTAKEN_MAX = 50;

    private final Gateways gateways;
    private final Files files;
    private final SaveDispute saves;
    private final HearDispute hear;

    Submit(Gateways gateways, Files files, SaveDispute saves, HearDispute hear) {
        this.gateways = gateways;
        this.files = files;
        this.saves = saves;
        this.hear = hear;
    }

    /**
     * Makes the call of a submission that is written, and everything true that the gateway answers.
     *
     * @param along goes with the last of the changes that the answer makes
     * @return the dispute afterwards
     */
    Dispute carryOut(Dispute dispute, UUID submission, Along along) {
        Submission asked = of(dispute, submission);
        DisputeDesk desk = gateways.disputes(dispute.of().gateway());
        Kept<ProviderDispute> kept =
                switch (asked.kind()) {
                    case ACCEPT -> desk.accept(asked.key(), dispute.of().provider());
                    case EVIDENCE -> contest(desk, dispute, asked);
                };
        return told(dispute, asked, kept, along);
    }

    static Submission of(Dispute dispute, UUID submission) {
        return dispute.submissions().stream()
                .filter(each -> each.id().equals(submission))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(dispute.publicId() + " has no " + submission));
    }

    private Kept<ProviderDispute> contest(DisputeDesk desk, Dispute dispute, Submission asked) {
        Map<String, String> texts = new TreeMap<>();
        Map<String, String> left = new TreeMap<>();
        for (Map.Entry<String, String> each : asked.evidence().entrySet()) {
            if (!EvidenceNames.FILES.contains(each.getKey())) {
                texts.put(each.getKey(), each.getValue());
                continue;
            }
            UUID file = PublicId.parseUuid(Files.PREFIX, each.getValue()).orElseThrow();
            switch (leave(desk, dispute.of().gateway(), file)) {
                case Kept.Done<String>(String provider) -> left.put(each.getKey(), provider);
                case Kept.Refused<String>(String code, String message, String param) -> {
                    return new Kept.Refused<>(code, message, param);
                }
                case Kept.NotSent<String>(Reason reason) -> {
                    return new Kept.NotSent<>(reason);
                }
                // A file that is left and not named says nothing to the bank.
                case Kept.Unknown<String> _, Kept.Missing<String> _, Kept.Declined<String> _ -> {
                    return new Kept.NotSent<>(Reason.UNREACHABLE);
                }
            }
        }
        return desk.contest(asked.key(), dispute.of().provider(), new Evidence(texts, left));
    }

    private Kept<String> leave(DisputeDesk desk, String gateway, UUID file) {
        Optional<String> known = files.at(gateway, file);
        if (known.isPresent()) {
            return new Kept.Done<>(known.get());
        }
        Kept<String> kept = desk.upload(PublicId.of(Files.PREFIX, file), files.content(file));
        if (kept instanceof Kept.Done<String>(String provider)) {
            files.keepAt(gateway, file, provider);
        }
        return kept;
    }

    private Dispute told(Dispute dispute, Submission asked, Kept<ProviderDispute> kept, Along along) {
        if (kept instanceof Kept.Done<ProviderDispute>(ProviderDispute said)) {
            return switch (heard(dispute, asked.id(), new Told(said, Word.ANSWERED), along)) {
                case Heard.Done(Dispute after, boolean _) -> after;
                case Heard.Silent(Dispute after) -> unknown(after, asked.id(), "an odd echo, and then no answer");
            };
        }
        // Of one that may have been sent before, what comes of sending it again proves nothing.
        boolean isOpen = asked.state() == State.UNKNOWN;
        return switch (kept) {
            case Kept.Unknown<ProviderDispute>(String why) -> unknown(dispute, asked.id(), why);
            case Kept.Refused<ProviderDispute>(String code, String message, String _) ->
                isOpen ? dispute : failed(dispute, asked.id(), code + ": " + message, along);
            case Kept.NotSent<ProviderDispute> _ -> isOpen ? dispute : failed(dispute, asked.id(), NOT_SENT, along);
            case Kept.Missing<ProviderDispute> _, Kept.Declined<ProviderDispute> _, Kept.Done<ProviderDispute> _ ->
                isOpen ? dispute : failed(dispute, asked.id(), "the gateway knows no such dispute", along);
        };
    }

    /** The gateway says how the dispute stands after it was done. */
    Heard heard(Dispute dispute, UUID submission, Told told, Along along) {
        return hear.hear(
                dispute,
                told,
                now -> now.with(of(now, submission).in(State.SUCCEEDED, null, null))
                        .with(now.answering().told(told.said().submissions())),
                along);
    }

    private Dispute unknown(Dispute dispute, UUID submission, String why) {
        Instant now = saves.now();
        Submission asked = of(dispute, submission);
        Instant lookAt = LookTimes.next(asked.createdAt(), now);
        return mark(dispute, asked.in(State.UNKNOWN, why, lookAt), null, Along.NOTHING);
    }

    Dispute failed(Dispute dispute, UUID submission, String why, Along along) {
        return mark(dispute, of(dispute, submission).in(State.FAILED, why, null), null, along);
    }

    /** It came to nothing, and somebody should know. */
    Dispute lapsed(Dispute dispute, UUID submission, String why) {
        Submission lapsed = of(dispute, submission);
        Incident incident = new Incident(
                "dispute_submission_lapsed",
                Map.of("dispute", dispute.publicId(), "kind", lapsed.kind().text(), "why", why));
        return mark(dispute, lapsed.in(State.FAILED, why, null), incident, Along.NOTHING);
    }

    /** One whose process ended may have been sent. */
    Dispute begun(Dispute dispute, UUID submission) {
        return of(dispute, submission).state() == State.PREPARED
                ? unknown(dispute, submission, "the process that was to send it has ended")
                : dispute;
    }

    /** Comes back to it, unless it is known by then. */
    Dispute later(Dispute dispute, UUID submission) {
        Submission asked = of(dispute, submission);
        if (!asked.isOpen()) {
            return dispute;
        }
        Instant next = LookTimes.next(asked.createdAt(), saves.now());
        return mark(dispute, asked.in(asked.state(), asked.why(), next), null, Along.NOTHING);
    }

    private Dispute mark(
            Dispute dispute, Submission marked, @org.jspecify.annotations.Nullable Incident incident, Along along) {
        Dispute now = dispute;
        for (int i = 0; i < OVERTAKEN_MAX; i++) {
            if (!of(now, marked.id()).isOpen()) {
                return now;
            }
            Next next = new Next(now.with(marked), null, null, incident == null ? List.of() : List.of(incident));
            Optional<Dispute> after = saves.change(now, next, along);
            if (after.isPresent()) {
                return after.get();
            }
            now = hear.again(now);
        }
        throw new IllegalStateException("dispute " + dispute.publicId() + " is changed by others without end");
    }
}
