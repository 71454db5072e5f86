package io.bursar.engine.search;

import java.util.List;

/** The places of one sealed partition that have all of some tokens. */
final class PartitionIndex {
    /** Of which no place has all. */
    static final PartitionIndex NOTHING = new PartitionIndex(List.of());

    private final List<TokenCursor> cursors;

    /** @param cursors of all tokens; none: no place has them */
    PartitionIndex(List<TokenCursor> cursors) {
        this.cursors = cursors;
    }

    /** The greatest place up to one; −1 for none. */
    long floor(long place) {
        if (cursors.isEmpty()) {
            return -1;
        }
        long at = place;
        int agreed = 0;
        for (int i = 0; agreed < cursors.size(); i = (i + 1) % cursors.size()) {
            long next = at < 0 ? -1 : cursors.get(i).floor(at);
            if (next < 0) {
                return -1;
            }
            agreed = next == at ? agreed + 1 : 1;
            at = next;
        }
        return at;
    }

    /** The least place from one on; −1 for none. */
    long ceiling(long place) {
        if (cursors.isEmpty()) {
            return -1;
        }
        long at = place;
        int agreed = 0;
        for (int i = 0; agreed < cursors.size(); i = (i + 1) % cursors.size()) {
            long next = cursors.get(i).ceiling(at);
            if (next < 0) {
                return -1;
            }
            agreed = next == at ? agreed + 1 : 1;
            at = next;
        }
        return at;
    }
}
