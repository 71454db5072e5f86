package io.bursar.imports;

import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps many parts on their way to the ledger, and settles them in the order in which they were sent. A row may need
 * the money of an earlier one, so a part that was not taken up takes the later ones back with it.
 */
final class Pipeline {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long SILENCE_MAX_NS = Duration.ofSeconds(30).toNanos();
    private static final int ATTEMPTS_MAX = 30;
    /** Less than the ledger's bulk queue, so that it is full only when others fill it. */
    private static final int COMMANDS_MAX = 40_000;

    private final Ledger ledger;
    private final Consumer<Part> settled;
    private final ArrayDeque<Sent> onTheirWay = new ArrayDeque<>();
    private int commands;

    private record Sent(Part part, CompletableFuture<List<Outcome>> answer) {}

    /** @param settled hears of each part, in order, when all of its rows have an answer */
    Pipeline(Ledger ledger, Consumer<Part> settled) {
        this.ledger = ledger;
        this.settled = settled;
    }

    void send(Part part) {
        while (!onTheirWay.isEmpty() && commands + part.size() > COMMANDS_MAX) {
            settleFirst();
        }
        onTheirWay.add(submit(part));
        commands += part.size();
        while (!onTheirWay.isEmpty() && onTheirWay.element().answer().isDone()) {
            settleFirst();
        }
    }

    /** Waits until nothing is on its way. */
    void drain() {
        while (!onTheirWay.isEmpty()) {
            settleFirst();
        }
    }

    private Sent submit(Part part) {
        return new Sent(part, ledger.submitAll(part.commands(), Lane.BULK, Ledger.Atomicity.INDIVIDUAL, DEADLINE));
    }

    private void settleFirst() {
        Sent first = onTheirWay.element();
        learn(first);
        if (!first.part().isAnswered()) {
            sendAllAgain();
            return;
        }
        settle(onTheirWay.remove());
    }

    private void settle(Sent sent) {
        commands -= sent.part().size();
        settled.accept(sent.part());
    }

    /** One part at a time, in order, until each has its answers. */
    private void sendAllAgain() {
        onTheirWay.forEach(this::learn);
        boolean isFirst = true;
        while (!onTheirWay.isEmpty()) {
            Part part = onTheirWay.element().part();
            if (!isFirst) {
                part.forgetRefusals();
            }
            isFirst = false;
            for (int attempt = 1; !part.isAnswered(); attempt++) {
                if (attempt > ATTEMPTS_MAX) {
                    throw new ImportStopped("The ledger is too busy: it took nothing of this import in " + ATTEMPTS_MAX
                            + " attempts. Import again later; it goes on where it stopped.");
                }
                pause(attempt);
                learn(submit(part));
            }
            settle(onTheirWay.remove());
        }
    }

    private void learn(Sent sent) {
        List<Outcome> outcomes = await(sent.answer());
        if (outcomes != null) {
            sent.part().learn(outcomes);
        }
    }

    /** @return null when nobody knows; the keys make asking again safe */
    private @Nullable List<Outcome> await(CompletableFuture<List<Outcome>> answer) {
        long heardNs = System.nanoTime();
        while (true) {
            try {
                return answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException notYet) {
                if (ledger.health().writable()) {
                    heardNs = System.nanoTime();
                } else if (System.nanoTime() - heardNs > SILENCE_MAX_NS) {
                    throw new ImportStopped("The database has not answered for "
                            + TimeUnit.NANOSECONDS.toSeconds(SILENCE_MAX_NS)
                            + " s. Import again when it is back; it goes on where it stopped.");
                }
            } catch (ExecutionException failed) {
                boolean isUnknown = failed.getCause() instanceof LedgerException known
                        && known.reason() == LedgerException.Reason.UNKNOWN;
                if (!isUnknown) {
                    throw new ImportStopped("The ledger failed: " + failed.getCause(), failed);
                }
                return null;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new ImportStopped("The import was interrupted. Import again; it goes on where it stopped.");
            }
        }
    }

    private static void pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(2_000, 20L << Math.min(attempt, 10)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ImportStopped("The import was interrupted. Import again; it goes on where it stopped.");
        }
    }
}
