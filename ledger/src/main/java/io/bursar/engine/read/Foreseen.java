package io.bursar.engine.read;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.LedgerId;
import io.bursar.engine.Outcome;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.TransactionView;
import io.bursar.engine.TransactionView.LegView;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import org.jspecify.annotations.Nullable;

/**
 * Views of what was evaluated and is about to be taken back. For the writer's thread alone: it looks at the state that
 * evaluation changes, where readers see committed batches.
 */
public final class Foreseen {
    private final BookState state;
    private final long first;

    /** @param first position of the first row that will be taken back */
    public Foreseen(BookState state, long first) {
        this.state = state;
        this.first = first;
    }

    /** What a command came to. */
    public DryRun of(Command command, Outcome outcome) {
        Outcome.Applied applied = applied(outcome);
        long position = applied == null ? 0 : LedgerId.position(applied.id());
        if (applied == null || position < first) {
            return new DryRun.Told(outcome);
        }
        long at = Micros.of(applied.recordedAt());
        return switch (command) {
            case Command.Transact _, Command.Hold _, Command.Capture _, Command.Release _, Command.Reverse _ ->
                new DryRun.Booking(outcome, booking(position, at));
            case Command.SetLimits limits -> new DryRun.Setting(outcome, account(limits.account()));
            case Command.SetStatus status -> new DryRun.Setting(outcome, account(status.account()));
            case Command.SetMetadata metadata -> new DryRun.Setting(outcome, account(metadata.account()));
            case Command.ClosePeriod _, Command.ReopenPeriod _ -> new DryRun.Period(outcome, period(position, at));
            case Command.DefineChart _ -> new DryRun.Told(outcome);
        };
    }

    private static Outcome.@Nullable Applied applied(Outcome outcome) {
        if (outcome instanceof Outcome.Replayed(Outcome.Applied before)) {
            return before;
        }
        return outcome instanceof Outcome.Applied now ? now : null;
    }

    private TransactionView booking(long position, long at) {
        Accounts accounts = state.accounts();
        TransactionView view =
                TransactionViews.of(new FoundCommand(state.memory(), position, at), accounts::ref, accounts::kind);
        return new TransactionView(
                0,
                view.kind(),
                view.legs().stream().map(Foreseen::unassigned).toList(),
                view.recordedAt(),
                view.effectiveAt(),
                view.key(),
                view.reference(),
                view.metadata(),
                view.right(),
                view.target(),
                view.expiresAt(),
                view.subject(),
                view.version());
    }

    private static LegView unassigned(LegView leg) {
        return new LegView(0, leg.debit(), leg.credit(), leg.amount(), leg.debitBalance(), leg.creditBalance());
    }

    private AccountView account(AccountRef ref) {
        Accounts accounts = state.accounts();
        int number = accounts.find(ref.path(), ref.currency());
        AccountView view = AccountReader.view(state, number, accounts.page(number).working);
        boolean opened = number > accounts.committedCount();
        return new AccountView(
                opened ? 0 : view.id(),
                view.ref(),
                view.kind(),
                view.status(),
                view.posted(),
                view.heldOut(),
                view.heldIn(),
                view.floor(),
                view.ceiling(),
                view.metadata(),
                opened ? 0 : view.openedSeq(),
                0);
    }

    private PeriodClose period(long position, long at) {
        PeriodClose close = PeriodCloses.view(new FoundCommand(state.memory(), position, at));
        return new PeriodClose(0, close.before(), close.recordedAt(), close.key(), close.reference(), close.metadata());
    }
}
