package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerId;
import io.bursar.engine.Outcome;
import io.bursar.engine.TransactionView;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Result;
import io.bursar.money.Invariant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Hands commands to the ledger, to be booked or tried, and waits, as long as a caller may reasonably wait. */
@Component
final class Submission {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long WAIT_SECONDS = 25;

    private final OpenBooks books;

    Submission(OpenBooks books) {
        this.books = books;
    }

    /** How a command that was applied, or would be, is answered. */
    interface Telling<C extends Command> {
        Answer booked(C command, long id);

        Answer foreseen(C command, DryRun foreseen);
    }

    /**
     * Reads the body and submits its command to the caller's book; or, when the query asks for a dry run, says what
     * would come of it. Ends the request with a problem when the outcome is not known.
     */
    <C extends Command> Answer submit(Call call, Function<Fields, C> reader, Telling<C> telling) {
        boolean isDryRun = call.isDryRun();
        C command = call.readBody(reader);
        if (isDryRun) {
            DryRun foreseen =
                    tryAll(call, List.of(command), Atomicity.INDIVIDUAL).getFirst();
            boolean isNew = foreseen.outcome() instanceof Outcome.Applied;
            return Result.of(foreseen.outcome())
                    .answer(id -> isNew ? telling.foreseen(command, foreseen) : telling.booked(command, id))
                    .asDryRun();
        }
        return submitAll(call, List.of(command), Atomicity.INDIVIDUAL)
                .getFirst()
                .answer(id -> telling.booked(command, id));
    }

    /** The same for a command that moves or holds money; it is answered with status 201. */
    <C extends Command> Answer book(Call call, Function<Fields, C> reader, JsonOut.Member<TransactionView> rendering) {
        return submit(call, reader, new Telling<>() {
            @Override
            public Answer booked(C command, long id) {
                TransactionView view = read(id);
                return Answer.created(out -> rendering.write(out, view));
            }

            @Override
            public Answer foreseen(C command, DryRun foreseen) {
                TransactionView view = ((DryRun.Booking) foreseen).view();
                return Answer.created(out -> rendering.write(out, view));
            }
        });
    }

    List<Result> submitAll(Call call, List<? extends Command> sent, Atomicity atomicity) {
        List<Command> commands = List.copyOf(sent);
        Runnable answered = books.submitting(call.caller(), commands);
        try {
            return await(books.of(call).submitAll(commands, Lane.INTERACTIVE, atomicity, DEADLINE)).stream()
                    .map(Result::of)
                    .toList();
        } finally {
            answered.run();
        }
    }

    /** What would become of commands. */
    List<DryRun> tryAll(Call call, List<? extends Command> commands, Atomicity atomicity) {
        return await(books.of(call).dryRun(List.copyOf(commands), Lane.INTERACTIVE, atomicity, DEADLINE));
    }

    /** What a command that was applied left in the log. */
    TransactionView read(long id) {
        Optional<TransactionView> view = books.of(LedgerId.book(id)).reader().transaction(id);
        Invariant.check(view.isPresent(), "the applied command %d is not to be read", id);
        return view.orElseThrow();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw Result.unknown();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Result.unknown();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof LedgerException failure) {
                throw Result.failure(failure);
            }
            throw new IllegalStateException("submitting to the ledger", failed.getCause());
        }
    }
}
