package io.bursar.traces;

import io.bursar.engine.Command;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Outcome;
import io.bursar.ledger.BookWatcher;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Puts into a request's trace what became of its commands: {@code ledger.queue} from being handed over to being taken
 * up, {@code ledger.batch} from there to the commit, and inside it the phases of the batch, in their order and length.
 */
final class BatchSpans implements BookWatcher {
    /** Commands of a batch whose phases are told one by one; they are the same for all of them. */
    private static final int WITH_PHASES_MAX = 16;

    private final Tracer tracer;
    private final ThreadLocal<Context> current;
    private final Clock clock = Clock.getDefault();
    /** Commands of traced requests that are on their way, each for itself: equal ones are not the same. */
    private final Map<Command, Waiting> waiting = Collections.synchronizedMap(new IdentityHashMap<>());

    /** @param current the context of the request that this thread serves */
    BatchSpans(Tracer tracer, ThreadLocal<Context> current) {
        this.tracer = tracer;
        this.current = current;
    }

    @Override
    public Runnable submitting(int book, List<Command> commands) {
        Context context = current.get();
        if (context == null || !Span.fromContext(context).getSpanContext().isSampled()) {
            return () -> {};
        }
        Waiting since = new Waiting(context, clock.now());
        commands.forEach(command -> waiting.put(command, since));
        // What never came to a batch, because the queue was full, must not stay here.
        return () -> commands.forEach(waiting::remove);
    }

    @Override
    public LedgerObserver observer(int book) {
        return new Engine(book);
    }

    private record Waiting(Context context, long sinceNs) {}

    private record Decided(Waiting waiting, Command command, Outcome outcome) {}

    /** Hears one book's engine, on its one thread. */
    private final class Engine implements LedgerObserver {
        private final int book;
        private final List<Decided> decided = new ArrayList<>();
        private long batch;

        Engine(int book) {
            this.book = book;
        }

        @Override
        public boolean wantsDecisions() {
            return true;
        }

        @Override
        public void committed(long number, Instant at, List<Decision> decisions) {
            batch = number;
            decided.clear();
            for (Decision decision : decisions) {
                switch (decision.command()) {
                    case Decision.Atomic(List<Command> commands) -> commands.forEach(each -> note(each, decision));
                    case Command command -> note(command, decision);
                    default -> {}
                }
            }
        }

        private void note(Command command, Decision decision) {
            Waiting found = waiting.remove(command);
            if (found != null) {
                decided.add(new Decided(found, command, decision.outcome()));
            }
        }

        @Override
        public void timed(BatchTimes times) {
            long endNs = clock.now();
            for (int i = 0; i < decided.size(); i++) {
                tell(decided.get(i), times, endNs, i < WITH_PHASES_MAX);
            }
            decided.clear();
        }

        private void tell(Decided one, BatchTimes times, long endNs, boolean withPhases) {
            long[] phases = {times.prefetchNs(), times.lockNs(), times.evaluateNs(), times.ridersNs(), times.commitNs()
            };
            long beginNs = endNs;
            for (long phase : phases) {
                beginNs -= phase;
            }
            Context request = one.waiting().context();
            long sinceNs = one.waiting().sinceNs();
            span(request, "ledger.queue", Math.min(sinceNs, beginNs)).end(beginNs, TimeUnit.NANOSECONDS);
            Span span = span(request, "ledger.batch", beginNs);
            span.setAttribute("ledger.book", book)
                    .setAttribute("ledger.batch.number", batch)
                    .setAttribute("ledger.batch.commands", times.commands())
                    .setAttribute("ledger.batch.rows", times.rows())
                    .setAttribute("ledger.command", one.command().getClass().getSimpleName())
                    .setAttribute("ledger.outcome", one.outcome().getClass().getSimpleName());
            if (withPhases) {
                tellPhases(request.with(span), phases, beginNs);
            }
            span.end(endNs, TimeUnit.NANOSECONDS);
        }

        private void tellPhases(Context inside, long[] phases, long beginNs) {
            String[] names = {"ledger.prefetch", "ledger.lock", "ledger.evaluate", "ledger.riders", "ledger.commit"};
            long atNs = beginNs;
            for (int i = 0; i < names.length; i++) {
                Span phase = span(inside, names[i], atNs);
                atNs += phases[i];
                phase.end(atNs, TimeUnit.NANOSECONDS);
            }
        }

        private Span span(Context parent, String name, long beginNs) {
            return tracer.spanBuilder(name)
                    .setParent(parent)
                    .setStartTimestamp(beginNs, TimeUnit.NANOSECONDS)
                    .startSpan();
        }
    }
}
