package io.bursar.routing;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.ErrorCode;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.gateways.Gateways;
import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Idempotency;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.routing.RuleSet.Status;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes sets of rules, puts them in force and takes them out; each with its event in the same commit. */
@Component
final class ChangeRuleSet {
    private final RuleSetStore store;
    private final ActiveRules active;
    private final Gateways gateways;
    private final Idempotency idempotency;
    private final Outbox outbox;

    ChangeRuleSet(RuleSetStore store, ActiveRules active, Gateways gateways, Idempotency idempotency, Outbox outbox) {
        this.store = store;
        this.active = active;
        this.gateways = gateways;
        this.idempotency = idempotency;
        this.outbox = outbox;
    }

    Answer create(Call call, String route) {
        int book = call.caller().book();
        Asked asked = Idempotency.asked(call, route);
        RuleSetRequest request = call.readBody(body -> RuleSetRequest.read(body, gateways.names()));
        return idempotency.once(asked, () -> {
            store.lock(book);
            RuleSet made = new RuleSet(
                    ObjectIds.next(book),
                    book,
                    store.nextVersion(book),
                    Status.DRAFT,
                    request.description(),
                    request.rules(),
                    null);
            store.insert(made);
            outbox.write(event(call, "created", made));
            return Answer.created(made::write);
        });
    }

    /** Puts it in the place of the one in force. One that is in force already stays as it is. */
    Answer activate(Call call, String route) {
        int book = call.caller().book();
        Asked asked = Idempotency.asked(call, route);
        call.readNothing();
        UUID id = id(call);
        Answer answer = idempotency.once(asked, () -> {
            store.lock(book);
            RuleSet set = store.find(book, id).orElseThrow(() -> missing(call));
            if (set.status() == Status.ACTIVE) {
                return Answer.ok(set::write);
            }
            store.active(book).ifPresent(before -> takeOut(call, before));
            store.activate(set);
            RuleSet after = store.find(book, id).orElseThrow();
            outbox.write(event(call, "activated", after).after(set::write));
            return Answer.ok(after::write);
        });
        active.forget(book);
        return answer;
    }

    /** From then on payments go as if there were no rules. */
    Answer retire(Call call, String route) {
        int book = call.caller().book();
        Asked asked = Idempotency.asked(call, route);
        call.readNothing();
        UUID id = id(call);
        Answer answer = idempotency.once(asked, () -> {
            store.lock(book);
            RuleSet set = store.find(book, id).orElseThrow(() -> missing(call));
            return switch (set.status()) {
                case DRAFT ->
                    Answer.refused(Problem.of(
                            ErrorCode.ROUTING_RULE_SET_UNEXPECTED_STATE,
                            "A draft is not in force; leave it as it is, or activate it."));
                case RETIRED -> Answer.ok(set::write);
                case ACTIVE -> Answer.ok(takeOut(call, set)::write);
            };
        });
        active.forget(book);
        return answer;
    }

    private RuleSet takeOut(Call call, RuleSet before) {
        store.retire(before);
        RuleSet after = store.find(before.book(), before.uuid()).orElseThrow();
        outbox.write(event(call, "retired", after).after(before::write));
        return after;
    }

    private static UUID id(Call call) {
        return ObjectIds.find(RuleSet.PREFIX, call.path("id"), call.caller().book())
                .orElseThrow(() -> missing(call));
    }

    static RuntimeException missing(Call call) {
        return Problem.missing("routing rule set", call.path("id"), "id").asException();
    }

    private OutboxEvent event(Call call, String what, RuleSet set) {
        return outbox.event(set.book(), RuleSet.OBJECT + "." + what, set.id(), set::write, Cause.of(call));
    }
}
