package io.bursar.engine.read;

import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Queries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** An account's rows in order of (effective time, seq): those in memory, merged with those of each sealed partition. */
final class Movements {
    private static final Comparator<Place> PLACES =
            Comparator.comparingLong(Place::effectiveAt).thenComparingLong(Place::seq);
    private static final Comparator<SealedDays.Found> ORDER = Comparator.comparing(Place::of, PLACES);
    /** Pieces of a partition that are read at a time, the first time; then more. */
    private static final int PIECES_FIRST = 2;

    private static final int PIECES_MORE = 16;

    private final Queries queries;
    private final SealedDays sealed;

    Movements(Queries queries, SealedDays sealed) {
        this.queries = queries;
        this.sealed = sealed;
    }

    /**
     * Which rows are wanted.
     *
     * @param from least effective time, microseconds
     * @param after rows of this effective time only with a greater seq than this one
     * @param bounds up to which time, as known when
     */
    record Wanted(int account, long from, long after, Bounds bounds, int limit) {
        boolean admits(SealedDays.Found found) {
            long seq = found.row().seq();
            return found.effectiveAt() >= from
                    && (found.effectiveAt() > from || seq > after)
                    && bounds.admits(
                            new Bounds.Row(LedgerId.position(seq), found.row().effectiveAt()));
        }
    }

    /** Null when rows were sealed and dropped meanwhile. */
    @Nullable
    List<SealedDays.Found> find(AsOfSums.Sight sight, Wanted wanted) {
        List<SealedDays.Found> recent = inMemory(sight, wanted);
        if (recent == null) {
            return null;
        }
        PriorityQueue<Source> sources = new PriorityQueue<>(Comparator.comparing(Source::next, PLACES));
        add(sources, new Source(recent));
        SealedDays.Question question = sight.question(wanted.bounds());
        for (SealedDays.Span span : queries.run(connection -> sealed.spans(connection, question, wanted.from()))) {
            sources.add(new Source(wanted, span));
        }
        List<SealedDays.Found> found = new ArrayList<>();
        while (!sources.isEmpty() && found.size() < wanted.limit()) {
            Source source = sources.remove();
            if (!source.ready.isEmpty()) {
                found.add(source.ready.removeFirst());
            }
            source.fill();
            add(sources, source);
        }
        return found;
    }

    private static void add(PriorityQueue<Source> sources, Source source) {
        if (!source.ready.isEmpty()) {
            sources.add(source);
        }
    }

    /** The first so many of the rows in memory. */
    private static @Nullable List<SealedDays.Found> inMemory(AsOfSums.Sight sight, Wanted wanted) {
        PriorityQueue<SealedDays.Found> first = new PriorityQueue<>(ORDER.reversed());
        boolean whole = sight.tail().ofAccount(wanted.account(), (rows, position) -> {
            long own = rows.effectiveAt(position);
            boolean early = own != LogMemory.NO_TIME && own < wanted.from();
            if (early || !wanted.bounds().admits(rows, position)) {
                return;
            }
            SealedDays.Found found = new SealedDays.Found(
                    HistoryEntries.Row.of(rows, position), sight.now().times().timeOf(position), 0);
            if (wanted.admits(found)) {
                first.add(found);
                if (first.size() > wanted.limit()) {
                    first.remove();
                }
            }
        });
        return whole ? first.stream().sorted(ORDER).toList() : null;
    }

    /** Where a row stands in the order. */
    private record Place(long effectiveAt, long seq) {
        static Place of(SealedDays.Found found) {
            return new Place(found.effectiveAt(), found.row().seq());
        }
    }

    /** Rows of one partition, or of memory, in order. A partition is not read before its first row may be next. */
    private final class Source {
        private final Deque<SealedDays.Found> ready;
        private final @Nullable Wanted wanted;
        private final int partition;
        private final Place earliest;
        private int pieces = PIECES_FIRST;
        private int lastPiece = -1;
        private boolean ended;

        Source(List<SealedDays.Found> rows) {
            ready = new ArrayDeque<>(rows);
            wanted = null;
            partition = -1;
            earliest = new Place(0, 0);
            ended = true;
        }

        Source(Wanted wanted, SealedDays.Span span) {
            this.ready = new ArrayDeque<>();
            this.wanted = wanted;
            this.partition = span.partition();
            this.earliest = new Place(Math.max(span.first(), wanted.from()), 0);
        }

        /** Where its next row stands, or the earliest place where it may stand. */
        Place next() {
            SealedDays.Found first = ready.peekFirst();
            return first == null ? earliest : Place.of(first);
        }

        /** Sees to it that a row is ready unless there is none any more. */
        void fill() {
            Wanted which = wanted;
            while (ready.isEmpty() && !ended && which != null) {
                List<SealedDays.Found> rows = queries.run(connection -> sealed.rows(
                        connection,
                        new SealedDays.Pieces(
                                which.account(),
                                partition,
                                which.from(),
                                which.bounds().untilMicros(),
                                lastPiece,
                                pieces)));
                ended = rows.isEmpty();
                for (SealedDays.Found row : rows) {
                    lastPiece = row.piece();
                    if (which.admits(row)) {
                        ready.add(row);
                    }
                }
                pieces = PIECES_MORE;
            }
        }
    }
}
