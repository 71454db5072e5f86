package io.bursar.disputes;

import io.bursar.api.ErrorCode;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.Hearing;
import io.bursar.disputes.decide.Hearing.Next;
import io.bursar.disputes.decide.LookTimes;
import io.bursar.disputes.decide.Submission;
import io.bursar.disputes.decide.Submission.Kind;
import io.bursar.disputes.decide.Submission.State;
import io.bursar.disputes.tell.DisputeJson;
import io.bursar.payments.Pass;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.tell.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What callers do about disputes: stage evidence, give it, give up. */
@Component
public final class ChangeDispute {
    private final SaveDispute saves;
    private final Submit submit;

    ChangeDispute(SaveDispute saves, Submit submit) {
        this.saves = saves;
        this.submit = submit;
    }

    /**
     * What is to be so.
     *
     * @param evidence all of it, as it is to be
     * @param isSaid whether evidence was sent
     * @param isGiven whether it is to be given to the bank, for good
     */
    public record Wanted(Map<String, String> evidence, Map<String, String> metadata, boolean isSaid, boolean isGiven) {}

    public Reply update(Dispute dispute, Wanted wanted, Pass pass) {
        if (wanted.isSaid || wanted.isGiven) {
            Problem unfit = unfit(dispute, "evidence");
            if (unfit != null) {
                return Reply.refused(unfit);
            }
        }
        Dispute staged = dispute.with(dispute.answering().saying(wanted.evidence, wanted.metadata));
        if (wanted.isGiven) {
            return wanted.evidence.isEmpty()
                    ? Reply.refused(Problem.of(
                            ErrorCode.PARAMETER_MISSING, "There is no evidence that could be given.", "evidence"))
                    : send(dispute, staged, Kind.EVIDENCE, pass);
        }
        if (staged.equals(dispute)) {
            return shown(dispute);
        }
        Along along = new Along(
                pass.riding().cause(),
                (after, payment) -> pass.claimingAnd(dispute.publicId(), same -> reply(after, same))
                        .calls(payment));
        return saves.change(dispute, new Next(staged, null, Hearing.UPDATED, List.of()), along)
                .map(this::shown)
                .orElseGet(ChangeDispute::overtaken);
    }

    /** Gives the dispute up. */
    public Reply close(Dispute dispute, Pass pass) {
        Problem unfit = unfit(dispute, "id");
        return unfit == null ? send(dispute, dispute, Kind.ACCEPT, pass) : Reply.refused(unfit);
    }

    private static @Nullable Problem unfit(Dispute dispute, String param) {
        if (!dispute.state().isOpen()) {
            return Problem.of(
                    ErrorCode.DISPUTE_ALREADY_CLOSED,
                    "The dispute is " + dispute.state().text() + "; an answer is taken while it is needs_response or"
                            + " warning_needs_response.",
                    param);
        }
        return dispute.open().isEmpty()
                ? null
                : Problem.of(
                        ErrorCode.CONFLICT,
                        "An answer to this dispute is on its way, and nobody knows yet whether the bank has it.",
                        param);
    }

    private Reply send(Dispute dispute, Dispute staged, Kind kind, Pass pass) {
        Instant now = saves.now();
        UUID id = ObjectIds.next(dispute.book());
        Map<String, String> evidence =
                kind == Kind.ACCEPT ? Map.of() : staged.answering().evidence();
        Submission submission = new Submission(
                id, kind, State.PREPARED, dispute.given(), evidence, null, now.plus(LookTimes.LIVE), now);
        Along claim = new Along(
                pass.riding().cause(),
                (after, payment) -> pass.claiming(dispute.publicId()).calls(payment));
        String event = staged.equals(dispute) ? null : Hearing.UPDATED;
        Optional<Dispute> written =
                saves.change(dispute, new Next(staged.with(submission), null, event, List.of()), claim);
        if (written.isEmpty()) {
            return overtaken();
        }
        Along answer = new Along(
                pass.riding().cause(),
                (after, payment) -> pass.answering(
                                same -> reply(after, same, id),
                                same -> !Submit.of(after, id).isOpen())
                        .calls(payment));
        Dispute after = submit.carryOut(written.get(), id, answer);
        return pass.given(reply(after, saves.payment(after), id));
    }

    /** As the dispute is now. */
    public Reply shown(Dispute dispute) {
        return reply(dispute, saves.payment(dispute));
    }

    private static Reply reply(Dispute dispute, Payment payment) {
        return Reply.ok(out -> DisputeJson.write(out, dispute, payment));
    }

    private static Reply reply(Dispute dispute, Payment payment, UUID submission) {
        Submission done = Submit.of(dispute, submission);
        if (done.state() != State.FAILED) {
            return reply(dispute, payment);
        }
        return Submit.NOT_SENT.equals(done.why())
                ? Reply.refused(Problem.of(
                        ErrorCode.GATEWAY_UNAVAILABLE,
                        "The gateway cannot be reached now, or takes no answers to disputes. Nothing was given; the"
                                + " evidence is kept here."))
                : Reply.refused(
                        Problem.of(ErrorCode.GATEWAY_REFUSED, "The gateway refused it: " + done.why(), "evidence"));
    }

    private static Reply overtaken() {
        return Reply.refused(Problem.of(
                ErrorCode.LOCK_TIMEOUT,
                "Another request, or the bank, changed the dispute at the same time. Read it, and ask again if that"
                        + " still fits."));
    }
}
