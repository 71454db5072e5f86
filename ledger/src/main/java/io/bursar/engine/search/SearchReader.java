package io.bursar.engine.search;

import io.bursar.engine.AccountRef;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerSearch;
import io.bursar.engine.Slice;
import io.bursar.engine.TimeSpan;
import io.bursar.engine.TransactionView;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.Queries;
import io.bursar.engine.search.LogSource.Stretch;
import io.bursar.engine.state.BookState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the ways that may lead to what is wanted: through the log by what first rows show, along the chains of the
 * accounts, over the holds that are open. Where two may, both are tried in turns, and the first to fill the page wins.
 */
public final class SearchReader implements LedgerSearch {
    /** Most rows that one command can leave. */
    private static final int COMMAND_ROWS_MAX = 6_000;

    private final Views views;
    private final Supplier<BookState> state;
    private final Blocks blocks;
    private final LogSource.Book book;
    private final int number;

    public SearchReader(Views views, Queries queries, Supplier<BookState> state, int book) {
        this.views = views;
        this.state = state;
        this.blocks = new Blocks(queries, book);
        this.book = new LogSource.Book(state, queries, blocks);
        this.number = book;
    }

    @Override
    public int partitionsWithoutIndex() {
        return blocks.partitionsWithoutIndex();
    }

    @Override
    public Found<TransactionView> commands(CommandFilter filter, Slice slice) {
        Stretch stretch = stretch(filter.recorded(), slice);
        Predicate<TransactionView> wanted = view -> isInside(stretch, view.id())
                && (filter.kinds().isEmpty() || filter.kinds().contains(view.kind()))
                && filter.effective().contains(view.effectiveAt())
                && Clues.carries(filter, view)
                && isOn(filter.accounts(), view);
        return find(new Quest<>(filter, slice, stretch, views::commands, wanted), Optional.empty());
    }

    @Override
    public Found<HoldView> holds(CommandFilter filter, HoldView.@Nullable Status status, Slice slice) {
        CommandFilter holds = filter.withKinds(Set.of(EntryKind.HOLD));
        Stretch stretch = stretch(filter.recorded(), slice);
        Predicate<HoldView> wanted = hold -> isInside(stretch, hold.id())
                && (status == null || hold.status() == status)
                && filter.effective().contains(hold.recordedAt())
                && Clues.carries(filter, hold.reference(), hold.metadata())
                && isOn(filter.accounts(), hold);
        Quest<HoldView> quest = new Quest<>(holds, slice, stretch, views::holds, wanted);
        boolean carriesNothing = Clues.ofRows(filter).tokens().isEmpty();
        return status == HoldView.Status.OPEN && carriesNothing
                ? find(quest, Optional.of(new OpenHolds(views, wanted, stretch, number)))
                : find(quest, Optional.empty());
    }

    @Override
    public Found<HistoryEntry> history(AccountRef account, CommandFilter filter, Slice slice) {
        int of = views.number(account);
        if (of == 0) {
            return new Found.Items<>(List.of(), 0);
        }
        Stretch stretch = stretch(filter.recorded(), slice);
        List<Source<HistoryEntry>> ways = new ArrayList<>();
        Clues clues = Clues.ofRows(filter);
        LogSource log = null;
        if (!clues.tokens().isEmpty()) {
            Stretch commands = new Stretch(Math.max(1, stretch.least() - COMMAND_ROWS_MAX), stretch.greatest());
            log = new LogSource(book, clues, Slice.Order.NEWEST_FIRST, commands);
            ways.add(new CommandRows(log, id -> rows(id, of, filter, stretch)));
        }
        if (slice.order() == Slice.Order.NEWEST_FIRST || ways.isEmpty()) {
            ways.add(new Chain(views, of, filter, stretch));
        }
        Found<HistoryEntry> found = slice.order() == Slice.Order.NEWEST_FIRST
                ? Hunt.first(ways, slice.limit())
                : Hunt.last(ways.getFirst(), slice.limit());
        return told(found, log);
    }

    private List<HistoryEntry> rows(long command, int account, CommandFilter filter, Stretch stretch) {
        boolean carries = views.commands(List.of(command)).stream().anyMatch(view -> Clues.carries(filter, view));
        if (!carries) {
            return List.of();
        }
        return views.rowsOf(command, account).stream()
                .filter(row -> isInside(stretch, row.seq()))
                .filter(row -> filter.kinds().isEmpty() || filter.kinds().contains(row.kind()))
                .filter(row -> filter.effective().contains(row.effectiveAt()))
                .toList();
    }

    /** What is wanted, and how it is looked at. */
    private record Quest<T>(
            CommandFilter filter,
            Slice slice,
            Stretch stretch,
            Function<List<Long>, List<T>> look,
            Predicate<T> wanted) {}

    /** @param listed a list, newest first, of which what is wanted is a part */
    private <T> Found<T> find(Quest<T> quest, Optional<Source<T>> listed) {
        List<Source<T>> backward = new ArrayList<>(listed.stream().toList());
        CommandFilter filter = quest.filter();
        if (!filter.accounts().isEmpty()) {
            backward.add(new Viewed<>(chains(filter, quest.stretch()), quest.look(), quest.wanted()));
        }
        Clues clues = Clues.ofCommands(filter);
        LogSource log = null;
        // Through the log without a clue for the index is a last resort.
        if (backward.isEmpty() || (listed.isEmpty() && !clues.tokens().isEmpty())) {
            log = new LogSource(book, clues, quest.slice().order(), quest.stretch());
        }
        boolean down = quest.slice().order() == Slice.Order.NEWEST_FIRST;
        if (log == null) {
            return down
                    ? Hunt.first(backward, quest.slice().limit())
                    : Hunt.last(backward.getFirst(), quest.slice().limit());
        }
        List<Source<T>> ways = new ArrayList<>(down ? backward : List.of());
        ways.add(new Viewed<>(log, quest.look(), quest.wanted()));
        return told(Hunt.first(ways, quest.slice().limit()), log);
    }

    private ChainCommands chains(CommandFilter filter, Stretch stretch) {
        CommandFilter ofRows = filter.withKinds(Set.of()).withEffective(TimeSpan.ALL);
        return new ChainCommands(filter.accounts().stream()
                .map(views::number)
                .filter(account -> account != 0)
                .map(account -> new Chain(views, account, ofRows, stretch))
                .toList());
    }

    private static <T> Found<T> told(Found<T> found, @Nullable LogSource log) {
        return log != null && found instanceof Found.Items<T>(List<T> items, int none)
                ? new Found.Items<>(items, log.withoutIndex())
                : found;
    }

    /** Positions that were recorded in the span and come after the slice's beginning. */
    private Stretch stretch(TimeSpan recorded, Slice slice) {
        long least = 1;
        long greatest = state.get().committedPosition();
        Instant first = recorded.first();
        if (first != null) {
            least = views.positionAt(Micros.of(first) - 1) + 1;
        }
        Instant last = recorded.last();
        if (last != null) {
            greatest = Math.min(greatest, views.positionAt(Micros.of(last)));
        }
        if (slice.from() != 0) {
            long from = LedgerId.position(slice.from());
            boolean down = slice.order() == Slice.Order.NEWEST_FIRST;
            least = down ? least : Math.max(least, from + 1);
            greatest = down ? Math.min(greatest, from - 1) : greatest;
        }
        return new Stretch(least, greatest);
    }

    private static boolean isInside(Stretch stretch, long id) {
        long position = LedgerId.position(id);
        return position >= stretch.least() && position <= stretch.greatest();
    }

    private static boolean isOn(Set<AccountRef> accounts, TransactionView view) {
        return accounts.isEmpty()
                || view.legs().stream()
                        .anyMatch(leg -> accounts.contains(leg.debit()) || accounts.contains(leg.credit()));
    }

    private static boolean isOn(Set<AccountRef> accounts, HoldView hold) {
        return accounts.isEmpty()
                || hold.legs().stream()
                        .anyMatch(leg -> accounts.contains(leg.debit()) || accounts.contains(leg.credit()));
    }
}
