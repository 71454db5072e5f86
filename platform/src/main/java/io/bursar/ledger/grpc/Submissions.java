package io.bursar.ledger.grpc;

import bursar.ledger.v1.Wire;
import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Hands one caller's messages to its book. A command that cannot be read is refused alone, the others go on. */
final class Submissions {
    private static final int COMMANDS_MAX = 1_000;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Messages are made on threads of their own: the ledger's tells all callers and waits for none. */
    private static final Executor OFF_THE_LEDGER = Thread::startVirtualThread;

    private final OpenBooks books;
    private final Caller caller;
    private final Lane lane;
    private final Commands commands;

    Submissions(OpenBooks books, Caller caller, Lane lane) {
        this.books = books;
        this.caller = caller;
        this.lane = lane;
        this.commands = new Commands(caller);
    }

    /** @throws ProblemException when the message has no command, or too many */
    CompletableFuture<Wire.SubmitResponse> submit(Wire.SubmitRequest request) {
        int count = request.getCommandsCount();
        if (count < 1 || count > COMMANDS_MAX) {
            throw Problem.of(
                            ErrorCode.PARAMETER_INVALID,
                            "A message has 1 to 1,000 commands, got " + count + ".",
                            "commands")
                    .asException();
        }
        List<Command> readable = new ArrayList<>(count);
        @Nullable Problem[] unreadable = new @Nullable Problem[count];
        boolean anyUnreadable = read(request, readable, unreadable);
        if (anyUnreadable && request.getAtomic()) {
            return CompletableFuture.completedFuture(allRefused(unreadable));
        }
        if (readable.isEmpty()) {
            return CompletableFuture.completedFuture(response(unreadable, List.of(), List.of()));
        }
        Atomicity atomicity = request.getAtomic() ? Atomicity.ALL_OR_NOTHING : Atomicity.INDIVIDUAL;
        Runnable answered = books.submitting(caller, readable);
        return books.of(caller.book())
                .submitAll(readable, lane, atomicity, DEADLINE)
                .whenComplete((outcomes, failure) -> answered.run())
                .thenApplyAsync(outcomes -> response(unreadable, readable, outcomes), OFF_THE_LEDGER);
    }

    /** Why a message has no answer: the caller must know that it may have happened, or surely has not. */
    static RuntimeException failure(CompletionException failed) {
        return failed.getCause() instanceof LedgerException cause ? Result.failure(cause) : failed;
    }

    private boolean read(Wire.SubmitRequest request, List<Command> readable, @Nullable Problem[] unreadable) {
        boolean any = false;
        for (int i = 0; i < unreadable.length; i++) {
            try {
                readable.add(commands.read(request.getCommands(i)));
            } catch (ProblemException refused) {
                unreadable[i] = refused.problem().inside("commands[" + i + "]");
                any = true;
            }
        }
        return any;
    }

    private static Wire.SubmitResponse response(
            @Nullable Problem[] unreadable, List<Command> readable, List<Outcome> outcomes) {
        Wire.SubmitResponse.Builder response = Wire.SubmitResponse.newBuilder();
        int next = 0;
        for (Problem problem : unreadable) {
            if (problem != null) {
                response.addOutcomes(Answers.refused(problem));
                continue;
            }
            response.addOutcomes(Answers.outcome(readable.get(next), Result.of(outcomes.get(next))));
            next++;
        }
        return response.build();
    }

    private static Wire.SubmitResponse allRefused(@Nullable Problem[] unreadable) {
        int culprit = 0;
        while (unreadable[culprit] == null) {
            culprit++;
        }
        Problem aborted =
                Problem.of(ErrorCode.BATCH_ABORTED, "Command " + culprit + " of this atomic batch was refused.");
        Wire.SubmitResponse.Builder response = Wire.SubmitResponse.newBuilder();
        for (Problem problem : unreadable) {
            response.addOutcomes(Answers.refused(problem == null ? aborted : problem));
        }
        return response.build();
    }
}
