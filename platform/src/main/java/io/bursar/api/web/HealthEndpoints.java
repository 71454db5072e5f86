package io.bursar.api.web;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.Readiness;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Whether the process lives, and whether it should be sent requests. Neither asks for a key. */
@Controller
final class HealthEndpoints {
    static final String LIVE = "/healthz";
    static final String READY = "/readyz";

    private final List<Readiness> conditions;
    private final Drain drain;

    HealthEndpoints(List<Readiness> conditions, Drain drain) {
        this.conditions = List.copyOf(conditions);
        this.drain = drain;
    }

    @GetMapping(LIVE)
    Answer live(Call call) {
        call.readNothing();
        return Answer.ok(out -> out.text("status", "live"));
    }

    @GetMapping(READY)
    Answer ready(Call call) {
        call.readNothing();
        Optional<String> why = drain.isDraining()
                ? Optional.of("The service is stopping.")
                : conditions.stream()
                        .flatMap(each -> each.whyNotReady().stream())
                        .findFirst();
        return why.map(reason -> Answer.refused(Problem.of(ErrorCode.NOT_READY, reason)))
                .orElseGet(() -> Answer.ok(out -> out.text("status", "ready")));
    }
}
