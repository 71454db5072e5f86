package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Requires;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.AccountView;
import io.bursar.engine.Command;
import io.bursar.engine.Command.SetLimits;
import io.bursar.engine.Command.SetMetadata;
import io.bursar.engine.Command.SetStatus;
import io.bursar.engine.DryRun;
import io.bursar.engine.Key;
import io.bursar.engine.Terms;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * One account: looking at it, its limits, metadata and status. A change answers the account as it is now, also when it
 * is a replay: settings are looked at to know what holds, not what held.
 */
@Controller
final class AccountEndpoints {
    private static final String URL = "/v1/accounts";
    private static final String LIMITS = "limits";
    private static final String METADATA = "metadata";

    private final Submission submission;
    private final OpenBooks books;

    AccountEndpoints(Submission submission, OpenBooks books) {
        this.submission = submission;
        this.books = books;
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.ACCOUNTS_READ)
    Answer get(Call call) {
        call.readNothing();
        AccountView found = find(call);
        return Answer.ok(out -> Renderings.account(out, found));
    }

    /** By path; opens the account if it is not open yet. */
    @PostMapping(URL)
    @Requires(Right.ACCOUNTS_WRITE)
    Answer setByPath(Call call) {
        return submission.submit(call, body -> setting(body, call, Requests.account(body)), new Changed(call));
    }

    @PostMapping(URL + "/{id}")
    @Requires(Right.ACCOUNTS_WRITE)
    Answer set(Call call) {
        AccountRef account = find(call).ref();
        return submission.submit(call, body -> setting(body, call, account), new Changed(call));
    }

    @PostMapping(URL + "/{id}/freeze")
    @Requires(Right.ACCOUNTS_WRITE)
    Answer freeze(Call call) {
        return setStatus(call, AccountStatus.FROZEN);
    }

    @PostMapping(URL + "/{id}/unfreeze")
    @Requires(Right.ACCOUNTS_WRITE)
    Answer unfreeze(Call call) {
        return setStatus(call, AccountStatus.OPEN);
    }

    @PostMapping(URL + "/{id}/close")
    @Requires(Right.ACCOUNTS_WRITE)
    Answer close(Call call) {
        return setStatus(call, AccountStatus.CLOSED);
    }

    @PostMapping(URL + "/{id}/reopen")
    @Requires(Right.ACCOUNTS_WRITE)
    Answer reopen(Call call) {
        return setStatus(call, AccountStatus.OPEN);
    }

    private Answer setStatus(Call call, AccountStatus status) {
        AccountRef account = find(call).ref();
        Key key = Requests.key(call.caller(), call.idempotencyKey());
        return submission.submit(
                call,
                body -> new SetStatus(account, status, Requests.timeless(body, call.caller(), key)),
                new Changed(call));
    }

    /** Limits or metadata: each is one entry of the log, so a request sets one of them. */
    private static Command setting(Fields body, Call call, AccountRef account) {
        Key key = Requests.key(call.caller(), call.idempotencyKey());
        Terms terms = Requests.withRight(Terms.NONE.withKey(key), body, call.caller());
        if (body.has(LIMITS) && body.has(METADATA)) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, METADATA, "Send limits or metadata, one in a request.");
        }
        if (body.has(METADATA)) {
            return new SetMetadata(account, body.textMap(METADATA), terms);
        }
        Fields limits = body.require(body.group(LIMITS), LIMITS);
        return new SetLimits(account, limit(limits, "floor"), limit(limits, "ceiling"), terms);
    }

    /** Both limits are set together, so leaving one out would lift it unnoticed. */
    private static @Nullable Long limit(Fields limits, String name) {
        if (!limits.has(name)) {
            throw limits.problem(ErrorCode.PARAMETER_MISSING, name, "Send floor and ceiling; null is no limit.");
        }
        return limits.integer(name);
    }

    /** The account as it is now, or would be. */
    private final class Changed implements Submission.Telling<Command> {
        private final Call call;

        private Changed(Call call) {
            this.call = call;
        }

        @Override
        public Answer booked(Command command, long id) {
            return ok(books.of(call).reader().account(account(command)).orElseThrow());
        }

        @Override
        public Answer foreseen(Command command, DryRun foreseen) {
            return ok(((DryRun.Setting) foreseen).account());
        }

        private static Answer ok(AccountView account) {
            return Answer.ok(out -> Renderings.account(out, account));
        }

        private static AccountRef account(Command command) {
            return switch (command) {
                case SetLimits limits -> limits.account();
                case SetMetadata metadata -> metadata.account();
                case SetStatus status -> status.account();
                default -> throw new IllegalArgumentException("no setting of an account: " + command);
            };
        }
    }

    private AccountView find(Call call) {
        String id = call.path("id");
        return books.of(call).reader().account(Ids.parseAccount(call)).orElseThrow(() -> Ids.missing("account", id));
    }
}
