package io.bursar.engine.model;

import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands that were submitted, until both their decision and their answer are known: the two have to be equal. */
final class Tickets {
    /** One submitted command. @param index in its submission */
    record Ticket(Submission submission, int index) {}

    private static final class Open {
        private final Ticket ticket;
        private @Nullable Outcome decided;
        private @Nullable Outcome answered;

        private Open(Ticket ticket) {
            this.ticket = ticket;
        }
    }

    private final Map<Object, Open> open = new IdentityHashMap<>();

    synchronized void submitted(Submission submission) {
        for (int i = 0; i < submission.commands().size(); i++) {
            open.put(submission.commands().get(i), new Open(new Ticket(submission, i)));
        }
    }

    synchronized Ticket of(Object command) {
        return get(command).ticket;
    }

    private Open get(Object command) {
        Open ticket = open.get(command);
        if (ticket == null) {
            throw new Divergence("decided twice, or never submitted: " + command);
        }
        return ticket;
    }

    /** The observer heard of it. */
    synchronized void decided(Command command, Outcome outcome) {
        get(command).decided = outcome;
        settle(command);
    }

    /** The future completed. */
    synchronized void answered(Command command, Outcome outcome) {
        if (outcome instanceof Outcome.Busy || outcome instanceof Outcome.DeadlinePassed) {
            if (get(command).decided != null) {
                throw new Divergence("answered %s but was decided: %s".formatted(outcome, command));
            }
            open.remove(command);
            return;
        }
        get(command).answered = outcome;
        settle(command);
        notifyAll();
    }

    /** The answers to commands that were submitted together, which are about to come. */
    synchronized List<Outcome> awaitAnswers(List<Command> commands) throws InterruptedException {
        List<Outcome> answers = new ArrayList<>();
        long limit = System.nanoTime() + 10_000_000_000L;
        for (Command command : commands) {
            Open ticket = get(command);
            while (ticket.answered == null) {
                if (System.nanoTime() > limit) {
                    throw new Divergence("decided, but not answered for ten seconds: " + command);
                }
                wait(100);
            }
            answers.add(ticket.answered);
        }
        return answers;
    }

    private void settle(Command command) {
        Open ticket = get(command);
        if (ticket.decided == null || ticket.answered == null) {
            return;
        }
        open.remove(command);
        if (!ticket.decided.equals(ticket.answered)) {
            throw new Divergence("decided %s, but answered %s: %s".formatted(ticket.decided, ticket.answered, command));
        }
    }

    /** Nothing is heard of it any more, because its rider failed. */
    synchronized void failed(Command command) {
        if (get(command).decided != null) {
            throw new Divergence("decided %s, but failed: %s".formatted(get(command).decided, command));
        }
        open.remove(command);
    }

    synchronized int open() {
        return open.size();
    }

    /** For reports. */
    synchronized @Nullable Object anyOpen() {
        return open.isEmpty() ? null : open.keySet().iterator().next();
    }
}
