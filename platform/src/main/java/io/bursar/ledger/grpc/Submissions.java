package io.bursar.ledger.grpc;

import bursar.ledger.v1.Wire;
import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
            return CompletableFuture.completedFuture(allRefused(unreadable, request.getDryRun()));
        }
        if (readable.isEmpty()) {
            return CompletableFuture.completedFuture(response(unreadable, Stream.empty())
                    .setDryRun(request.getDryRun())
                    .build());
        }
        Atomicity atomicity = request.getAtomic() ? Atomicity.ALL_OR_NOTHING : Atomicity.INDIVIDUAL;
        if (request.getDryRun()) {
            return books.of(caller.book())
                    .dryRun(readable, lane, atomicity, DEADLINE)
                    .thenApplyAsync(dryRuns -> foreseen(unreadable, readable, dryRuns), OFF_THE_LEDGER);
        }
        Runnable answered = books.submitting(caller, readable);
        return books.of(caller.book())
                .submitAll(readable, lane, atomicity, DEADLINE)
                .whenComplete((outcomes, failure) -> answered.run())
                .thenApplyAsync(outcomes -> booked(unreadable, readable, outcomes), OFF_THE_LEDGER);
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

    private static Wire.SubmitResponse booked(
            @Nullable Problem[] unreadable, List<Command> readable, List<Outcome> outcomes) {
        Stream<Wire.Outcome> told = IntStream.range(0, outcomes.size())
                .mapToObj(i -> Answers.outcome(readable.get(i), Result.of(outcomes.get(i))));
        return response(unreadable, told).build();
    }

    private static Wire.SubmitResponse foreseen(
            @Nullable Problem[] unreadable, List<Command> readable, List<DryRun> dryRuns) {
        Stream<Wire.Outcome> told =
                IntStream.range(0, dryRuns.size()).mapToObj(i -> Answers.foreseen(readable.get(i), dryRuns.get(i)));
        return response(unreadable, told).setDryRun(true).build();
    }

    /** @param told outcomes of the commands that could be read, in their order */
    private static Wire.SubmitResponse.Builder response(@Nullable Problem[] unreadable, Stream<Wire.Outcome> told) {
        Wire.SubmitResponse.Builder response = Wire.SubmitResponse.newBuilder();
        Iterator<Wire.Outcome> next = told.iterator();
        for (Problem problem : unreadable) {
            response.addOutcomes(problem == null ? next.next() : Answers.refused(problem));
        }
        return response;
    }

    private static Wire.SubmitResponse allRefused(@Nullable Problem[] unreadable, boolean isDryRun) {
        int culprit = 0;
        while (unreadable[culprit] == null) {
            culprit++;
        }
        Problem aborted =
                Problem.of(ErrorCode.BATCH_ABORTED, "Command " + culprit + " of this atomic batch was refused.");
        Wire.SubmitResponse.Builder response = Wire.SubmitResponse.newBuilder().setDryRun(isDryRun);
        for (Problem problem : unreadable) {
            response.addOutcomes(Answers.refused(problem == null ? aborted : problem));
        }
        return response.build();
    }
}
