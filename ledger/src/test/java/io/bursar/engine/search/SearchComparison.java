package io.bursar.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountRef;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.LedgerSearch.Found;
import io.bursar.engine.Slice;
import io.bursar.engine.TimeSpan;
import io.bursar.engine.TransactionView;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Compares what searching finds, page by page in both orders, with a filter over the whole log. */
public final class SearchComparison {
    private static final List<EntryKind> KINDS = List.of(
            EntryKind.TRANSFER,
            EntryKind.REVERSAL,
            EntryKind.CAPTURE,
            EntryKind.HOLD,
            EntryKind.RELEASE,
            EntryKind.EXPIRY);
    private static final int PAGES_MAX = 5;
    private static final int GIVEN_UP_AFTER = 20_000;

    private final LedgerReader reader;
    private final NaiveLog log;
    private final Random random;

    /** Reads the book's log as it now is; nothing may be written until the comparison ends. */
    public SearchComparison(LedgerReader reader, Connection connection, int book, long seed) throws SQLException {
        this.reader = reader;
        this.log = NaiveLog.read(connection, book);
        this.random = new Random(seed);
    }

    /** Compares so many random questions of each sort. */
    public SearchComparison compare(int questions) {
        for (int i = 0; i < questions; i++) {
            commands(filter());
            history(filter());
        }
        nothing();
        return this;
    }

    /** Compares searches for holds. */
    public void compareHolds(Map<Long, HoldView.Status> holds, int questions) {
        for (int i = 0; i < questions; i++) {
            CommandFilter filter = filter().withEffective(TimeSpan.ALL).withKinds(Set.of());
            HoldView.Status status = random.nextInt(4) == 0 ? null : pick(List.of(HoldView.Status.values()));
            List<Long> expected = log.find(filter.withKinds(Set.of(EntryKind.HOLD))).stream()
                    .filter(id -> status == null || holds.get(id) == status)
                    .toList();
            check(
                    "holds " + status + " " + filter,
                    expected,
                    slice -> reader.search().holds(filter, status, slice),
                    HoldView::id);
        }
    }

    private void commands(CommandFilter filter) {
        check(
                "commands " + filter,
                log.find(filter),
                slice -> reader.search().commands(filter, slice),
                TransactionView::id);
    }

    private void history(CommandFilter random) {
        CommandFilter filter = random.withAccounts(Set.of());
        int number = pick(List.copyOf(log.accounts.keySet()));
        AccountRef account = java.util.Objects.requireNonNull(log.accounts.get(number));
        check(
                "history of " + account + " " + filter,
                log.history(number, filter),
                slice -> reader.search().history(account, filter, slice),
                HistoryEntry::seq);
    }

    private void nothing() {
        assertThat(items(reader.search()
                        .commands(CommandFilter.ALL.withReference("nobody ever wrote this"), Slice.newest(10))))
                .isEmpty();
        assertThat(items(
                        reader.search().history(AccountRef.of("nobody/0", "inr"), CommandFilter.ALL, Slice.newest(10))))
                .isEmpty();
    }

    // ---- questions

    /** About a command that is there, for the most part, in some of its respects. */
    private CommandFilter filter() {
        NaiveLog.Command like = pick(log.commands);
        CommandFilter filter = CommandFilter.ALL;
        if (random.nextInt(3) == 0) {
            filter = filter.withReference(like.reference());
        }
        if (!like.metadata().isEmpty() && random.nextBoolean()) {
            String name = pick(List.copyOf(like.metadata().keySet()));
            filter = random.nextInt(3) == 0
                    ? filter.withMetadataValue(like.metadata().get(name))
                    : filter.withMetadata(
                            random.nextBoolean()
                                    ? like.metadata()
                                    : Map.of(name, like.metadata().get(name)));
        }
        if (random.nextInt(3) == 0) {
            filter = filter.withKinds(random.nextBoolean() ? Set.of(pick(KINDS)) : kinds());
        }
        if (random.nextInt(3) == 0) {
            filter = filter.withAccounts(accounts(like));
        }
        if (random.nextInt(4) == 0) {
            filter = filter.withRecorded(span(NaiveLog.Command::recorded));
        }
        return random.nextInt(6) == 0 ? filter.withEffective(span(NaiveLog.Command::effective)) : filter;
    }

    private Set<EntryKind> kinds() {
        Set<EntryKind> kinds = EnumSet.noneOf(EntryKind.class);
        kinds.add(pick(KINDS));
        kinds.add(pick(KINDS));
        return kinds;
    }

    private Set<AccountRef> accounts(NaiveLog.Command like) {
        AccountRef own = java.util.Objects.requireNonNull(
                log.accounts.get(pick(like.rows()).credit()));
        AccountRef other = pick(List.copyOf(log.accounts.values()));
        return random.nextBoolean() ? Set.of(own) : Set.copyOf(List.of(own, other));
    }

    private TimeSpan span(Function<NaiveLog.Command, Instant> time) {
        Instant one = time.apply(pick(log.commands));
        Instant other = time.apply(pick(log.commands)).plus(random.nextInt(3) - 1, ChronoUnit.MICROS);
        return switch (random.nextInt(3)) {
            case 0 -> new TimeSpan(one, null);
            case 1 -> new TimeSpan(null, one);
            default -> one.isBefore(other) ? new TimeSpan(one, other) : new TimeSpan(other, one);
        };
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    // ---- answers

    private <T> void check(
            String what, List<Long> oldestFirst, Function<Slice, Found<T>> search, ToLongFunction<T> id) {
        List<Long> newestFirst = new ArrayList<>(oldestFirst);
        Collections.reverse(newestFirst);
        walk(what, newestFirst, Slice.Order.NEWEST_FIRST, search, id);
        walk(what, oldestFirst, Slice.Order.OLDEST_FIRST, search, id);
    }

    /** From the beginning, or from any row. */
    private <T> void walk(
            String what,
            List<Long> expected,
            Slice.Order order,
            Function<Slice, Found<T>> search,
            ToLongFunction<T> id) {
        int limit = 1 + random.nextInt(20);
        long from = random.nextBoolean() ? 0 : pick(log.commands).id();
        boolean down = order == Slice.Order.NEWEST_FIRST;
        List<Long> wanted = expected.stream()
                .filter(row -> from == 0 || (down ? row < from : row > from))
                .limit((long) PAGES_MAX * limit)
                .toList();
        List<Long> found = new ArrayList<>();
        long at = from;
        for (int page = 0; page < PAGES_MAX; page++) {
            Found<T> answer = search.apply(new Slice(at, order, limit));
            if (answer instanceof Found.TooWide<T>(int lookedAt)) {
                // What no index helps is given up, but not before so many rows, and never in a small book.
                assertThat(lookedAt).as(what).isGreaterThanOrEqualTo(GIVEN_UP_AFTER);
                return;
            }
            List<T> items = items(answer);
            items.forEach(item -> found.add(id.applyAsLong(item)));
            if (items.size() < limit) {
                break;
            }
            at = id.applyAsLong(items.getLast());
        }
        assertThat(found).as("%s %s from %d by %d", what, order, from, limit).isEqualTo(wanted);
    }

    private static <T> List<T> items(@Nullable Found<T> found) {
        return switch (found) {
            case Found.Items<T>(List<T> items, int withoutIndex) -> {
                assertThat(withoutIndex).isZero();
                yield items;
            }
            case Found.TooWide<T>(int lookedAt) -> throw new AssertionError("gave up after " + lookedAt);
            case null -> throw new AssertionError("no answer");
        };
    }
}
