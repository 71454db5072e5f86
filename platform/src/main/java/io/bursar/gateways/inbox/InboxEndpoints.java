package io.bursar.gateways.inbox;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.api.Requires;
import io.bursar.jobs.Job;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Looking at what providers sent, and handing it over again. */
@Controller
final class InboxEndpoints {
    private static final String URL = "/v1/webhook_inbox";

    private final InboxStore store;
    private final Job job;

    InboxEndpoints(InboxStore store, @Qualifier(InboxConfiguration.JOB) Job job) {
        this.store = store;
        this.job = job;
    }

    private record Query(InboxStore.Filter filter, Page page) {
        static Query read(Fields fields) {
            return new Query(
                    new InboxStore.Filter(
                            fields.text("gateway"), fields.oneOf("state", State.class), fields.text("about")),
                    Page.read(fields));
        }
    }

    /** Newest first. */
    @GetMapping(URL)
    @Requires(Right.GATEWAYS_READ)
    Answer list(Call call) {
        Query query = call.readQuery(Query::read);
        String after = query.page().startingAfter();
        long before = after == null ? Long.MAX_VALUE : Message.parse(after).orElseThrow(Page::foreignCursor);
        return query.page()
                .answer(URL, store.list(query.filter(), before, query.page()), (out, each) -> each.write(out));
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.GATEWAYS_READ)
    Answer get(Call call) {
        call.readNothing();
        return Answer.ok(find(call)::write);
    }

    /** One that waits goes on waiting. */
    @PostMapping(URL + "/{id}/replay")
    @Requires(Right.GATEWAYS_WRITE)
    Answer replay(Call call) {
        call.readNothing();
        Message.Shown found = find(call);
        Message.Shown now = store.replay(found.message().number()).orElse(found);
        job.wake();
        return Answer.ok(now::write);
    }

    private Message.Shown find(Call call) {
        String id = call.path("id");
        return Message.parse(id).stream()
                .mapToObj(store::find)
                .flatMap(java.util.Optional::stream)
                .findFirst()
                .orElseThrow(() -> missing(id));
    }

    private static ProblemException missing(String id) {
        String shown = id.length() > 64 ? id.substring(0, 64) + "…" : id;
        return Problem.of(ErrorCode.RESOURCE_MISSING, "No such webhook message: " + shown, "id")
                .asException();
    }
}
