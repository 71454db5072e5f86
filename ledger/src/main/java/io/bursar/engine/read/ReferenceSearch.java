package io.bursar.engine.read;

import io.bursar.engine.LedgerReader.SearchDepth;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.state.BookState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Finds commands by what their details say, where no index does. */
final class ReferenceSearch {
    /** Rows looked at before the writer may publish again. */
    private static final int ROWS_AT_ONCE = 10_000;

    private final Queries queries;
    private final Supplier<BookState> state;
    private final SealedLog sealed;

    ReferenceSearch(Queries queries, Supplier<BookState> state, SealedLog sealed) {
        this.queries = queries;
        this.state = state;
        this.sealed = sealed;
    }

    /** Ids of commands whose detail has the reference somewhere, newest first; the caller looks again. */
    List<Long> find(String reference, int limit, SearchDepth depth) {
        String detail = Json.write(Map.of("ref", reference));
        String wanted = detail.substring(1, detail.length() - 1);
        List<Long> found = new ArrayList<>();
        long first = memory(wanted, limit, found);
        int newest = state.get().memory().partitionOf(first) - 1;
        for (int partition = newest; partition >= 0 && partition > newest - depth.sealedPartitions(); partition--) {
            if (found.size() >= limit) {
                break;
            }
            int at = partition;
            found.addAll(queries.run(connection -> sealed.containing(connection, at, wanted)));
        }
        return found.stream().limit(limit).toList();
    }

    /** @return the first position that memory had */
    private long memory(String wanted, int limit, List<Long> found) {
        BookState now = state.get();
        long position = now.committedPosition();
        while (true) {
            now.readLock().lock();
            try {
                LogMemory rows = now.memory();
                long last = Math.max(rows.firstPosition(), position - ROWS_AT_ONCE + 1);
                for (; position >= last; position--) {
                    String detail = rows.detail(position);
                    if (rows.leg(position) == 0 && detail != null && detail.contains(wanted)) {
                        found.add(rows.seq(position));
                    }
                }
                if (position < rows.firstPosition() || found.size() >= limit) {
                    return rows.firstPosition();
                }
            } finally {
                now.readLock().unlock();
            }
        }
    }
}
