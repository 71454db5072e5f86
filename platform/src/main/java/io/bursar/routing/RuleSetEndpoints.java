package io.bursar.routing;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ObjectIds;
import io.bursar.api.ObjectPage;
import io.bursar.api.Requires;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Sets of rules, and what was decided by them. */
@Controller
final class RuleSetEndpoints {
    private static final String URL = "/v1/routing_rule_sets";
    private static final String ONE = URL + "/{id}";
    private static final String DECISIONS = "/v1/routing_decisions";

    private final ChangeRuleSet change;
    private final RuleSetStore store;
    private final DecisionStore decisions;
    private final DryRun dryRun;

    RuleSetEndpoints(ChangeRuleSet change, RuleSetStore store, DecisionStore decisions, DryRun dryRun) {
        this.change = change;
        this.store = store;
        this.decisions = decisions;
        this.dryRun = dryRun;
    }

    @PostMapping(URL)
    @Requires(Right.ROUTING_WRITE)
    @Answers(RuleSet.OBJECT)
    Answer create(Call call) {
        return change.create(call, "POST " + URL);
    }

    /** Newest first. */
    @GetMapping(URL)
    @Requires(Right.ROUTING_READ)
    @Answers(value = RuleSet.OBJECT, shape = Answers.Shape.LIST)
    Answer list(Call call) {
        int book = call.caller().book();
        ObjectPage page = call.readQuery(query -> ObjectPage.read(query, RuleSet.PREFIX, book));
        return page.answer(URL, store.list(book, page), (out, each) -> each.write(out));
    }

    @GetMapping(ONE)
    @Requires(Right.ROUTING_READ)
    @Answers(RuleSet.OBJECT)
    Answer get(Call call) {
        call.readNothing();
        return Answer.ok(find(call)::write);
    }

    private RuleSet find(Call call) {
        int book = call.caller().book();
        return ObjectIds.find(RuleSet.PREFIX, call.path("id"), book)
                .flatMap(id -> store.find(book, id))
                .orElseThrow(() -> ChangeRuleSet.missing(call));
    }

    @PostMapping(ONE + "/activate")
    @Requires(Right.ROUTING_WRITE)
    @Answers(RuleSet.OBJECT)
    Answer activate(Call call) {
        return change.activate(call, "POST " + ONE + "/activate");
    }

    @PostMapping(ONE + "/retire")
    @Requires(Right.ROUTING_WRITE)
    @Answers(RuleSet.OBJECT)
    Answer retire(Call call) {
        return change.retire(call, "POST " + ONE + "/retire");
    }

    /** Its answer names payments, so that it takes the right to see them. */
    @PostMapping(ONE + "/dry_run")
    @Requires(Right.ROUTING_READ)
    @Answers("routing_dry_run")
    Answer dryRun(Call call) {
        long most = call.readBody(DryRun::most);
        RuleSet set = find(call);
        call.caller().require(Right.PAYMENTS_READ);
        return Answer.ok(dryRun.of(set, most)::write);
    }

    /** Newest first. */
    @GetMapping(DECISIONS)
    @Requires(Right.ROUTING_READ)
    @Answers(value = DecisionStore.OBJECT, shape = Answers.Shape.LIST)
    Answer decisions(Call call) {
        int book = call.caller().book();
        Asked asked = call.readQuery(
                query -> new Asked(query.text("payment_intent"), ObjectPage.read(query, DecisionStore.PREFIX, book)));
        if (asked.payment == null) {
            return answer(asked, decisions.list(book, asked.page));
        }
        return answer(
                asked,
                ObjectIds.find("pi", asked.payment, book)
                        .map(payment -> decisions.ofPayment(book, payment, asked.page))
                        .orElse(List.of()));
    }

    private static Answer answer(Asked asked, List<DecisionStore.Kept> found) {
        return asked.page.answer(DECISIONS, found, (out, each) -> each.write(out));
    }

    private record Asked(@Nullable String payment, ObjectPage page) {}
}
