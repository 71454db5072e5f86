package io.bursar.disputes.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.MovesMoney;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.disputes.ChangeDispute;
import io.bursar.disputes.DisputeStore;
import io.bursar.disputes.decide.Dispute;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.tell.Reply;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Disputes, in the shape of Stripe's. */
@Controller
final class DisputeEndpoints {
    private static final String URL = "/v1/disputes";

    private final DisputeStore store;
    private final ChangeDispute change;
    private final DisputeLists lists;
    private final EvidenceReader evidence;
    private final Once once;

    DisputeEndpoints(DisputeStore store, ChangeDispute change, DisputeLists lists, EvidenceReader evidence, Once once) {
        this.store = store;
        this.change = change;
        this.lists = lists;
        this.evidence = evidence;
        this.once = once;
    }

    @GetMapping(URL)
    @Requires(Right.DISPUTES_READ)
    @Answers(value = "dispute", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        return lists.disputes(call, URL);
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.DISPUTES_READ)
    @Answers("dispute")
    Answer get(Call call) {
        call.readNothing();
        Dispute dispute = find(call);
        return change.shown(dispute).answer();
    }

    /** Evidence is given to the bank unless {@code submit=false}. */
    @PostMapping(URL + "/{id}")
    @Requires(Right.DISPUTES_WRITE)
    @Answers("dispute")
    Answer update(Call call) {
        return once.run(call, "POST " + URL + "/{id}", object -> shown(object, call), pass -> {
            Dispute dispute = find(call);
            return change.update(dispute, call.readBody(body -> evidence.read(body, dispute)), pass);
        });
    }

    /** Lost, and the money stays where it is. */
    @PostMapping(URL + "/{id}/close")
    @MovesMoney(key = MovesMoney.Key.OPTIONAL)
    @Requires(Right.DISPUTES_WRITE)
    @Answers("dispute")
    Answer close(Call call) {
        return once.run(call, "POST " + URL + "/{id}/close", object -> shown(object, call), pass -> {
            call.readNothing();
            return change.close(find(call), pass);
        });
    }

    private Reply shown(String id, Call call) {
        int book = call.caller().book();
        return change.shown(ObjectIds.find(PublicNames.DISPUTE, id, book)
                .flatMap(uuid -> store.find(uuid, book))
                .orElseThrow());
    }

    private Dispute find(Call call) {
        int book = call.caller().book();
        return ObjectIds.find(PublicNames.DISPUTE, call.path("id"), book)
                .flatMap(id -> store.find(id, book))
                .orElseThrow(
                        () -> Problem.missing("dispute", call.path("id"), "id").asException());
    }
}
