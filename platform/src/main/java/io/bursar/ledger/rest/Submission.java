package io.bursar.ledger.rest;

import io.bursar.api.Call;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerId;
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
import org.springframework.stereotype.Component;

/** Hands commands to the ledger and waits, as long as a caller may reasonably wait. */
@Component
final class Submission {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long WAIT_SECONDS = 25;

    private final OpenBooks books;

    Submission(OpenBooks books) {
        this.books = books;
    }

    /** To the caller's book. Ends the request with a problem when the outcome is not known. */
    Result submit(Call call, Command command) {
        Runnable answered = books.submitting(call.caller(), List.of(command));
        try {
            return Result.of(await(books.of(call).submit(command)));
        } finally {
            answered.run();
        }
    }

    List<Result> submitAll(Call call, List<Command> commands, Ledger.Atomicity atomicity) {
        Runnable answered = books.submitting(call.caller(), commands);
        try {
            return await(books.of(call).submitAll(commands, Lane.INTERACTIVE, atomicity, DEADLINE)).stream()
                    .map(Result::of)
                    .toList();
        } finally {
            answered.run();
        }
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
