package io.bursar.setups;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Fields;
import io.bursar.api.ObjectPage;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Setups and mandates, as Stripe's clients ask for them. */
@Controller
final class SetupEndpoints {
    private static final String URL = "/v1/setup_intents";
    private static final String ONE = URL + "/{id}";
    private static final String OBJECT = "setup_intent";
    private static final String MANDATES = "/v1/mandates/{id}";

    private final ChangeSetup change;
    private final SetupStore store;
    private final Mandates mandates;

    SetupEndpoints(ChangeSetup change, SetupStore store, Mandates mandates) {
        this.change = change;
        this.store = store;
        this.mandates = mandates;
    }

    @PostMapping(URL)
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer create(Call call) {
        return change.create(call);
    }

    @GetMapping(ONE)
    @Requires(Right.METHODS_READ)
    @Answers(OBJECT)
    Answer get(Call call) {
        call.readQuery(query -> query.text("client_secret") == null);
        return SetupReply.of(change.require(call));
    }

    @PostMapping(ONE)
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer update(Call call) {
        return change.update(call);
    }

    @PostMapping(ONE + "/confirm")
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer confirm(Call call) {
        return change.confirm(call);
    }

    @PostMapping(ONE + "/cancel")
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer cancel(Call call) {
        return change.cancel(call);
    }

    /** Newest first. */
    @GetMapping(URL)
    @Requires(Right.METHODS_READ)
    @Answers(value = OBJECT, shape = Answers.Shape.LIST)
    Answer list(Call call) {
        int book = call.caller().book();
        Query query = call.readQuery(fields -> Query.read(fields, book));
        return query.page()
                .answer(URL, store.list(book, query.filter(), query.page()), (out, each) -> SetupJson.write(out, each));
    }

    private record Query(SetupStore.Filter filter, ObjectPage page) {
        static Query read(Fields fields, int book) {
            return new Query(
                    new SetupStore.Filter(fields.text("customer"), fields.text("payment_method")),
                    ObjectPage.read(fields, Setup.PREFIX, book));
        }
    }

    @GetMapping(MANDATES)
    @Requires(Right.METHODS_READ)
    @Answers("mandate")
    Answer mandate(Call call) {
        call.readNothing();
        Mandate mandate = mandates.find(call.caller().book(), call.path("id"))
                .orElseThrow(() ->
                        Problem.missing("mandate", call.path("id"), "mandate").asException());
        return Answer.ok(mandate::write);
    }
}
