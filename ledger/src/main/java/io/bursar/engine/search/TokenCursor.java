package io.bursar.engine.search;

import io.bursar.engine.log.SearchTokens;
import java.util.Arrays;

/** The places of one token in one sealed partition. Keeps the block that it read last. */
final class TokenCursor {
    private final Blocks blocks;
    private final int partition;
    private final long token;
    private long[] block;
    /** The block is the last that begins at or before this entry; so it is for all entries between. */
    private long blockOf;

    /** @param block the last that begins at or before {@code blockOf}, empty when none does */
    TokenCursor(Blocks blocks, int partition, long token, long[] block, long blockOf) {
        this.blocks = blocks;
        this.partition = partition;
        this.token = token;
        this.block = block;
        this.blockOf = blockOf;
    }

    /** The greatest place up to one; −1 for none. */
    long floor(long place) {
        long entry = SearchTokens.entry(token, place);
        load(entry);
        int found = Arrays.binarySearch(block, entry);
        return place(found >= 0 ? found : -found - 2);
    }

    /** The least place from one on; −1 for none. */
    long ceiling(long place) {
        long entry = SearchTokens.entry(token, place);
        load(entry);
        int found = Arrays.binarySearch(block, entry);
        int at = found >= 0 ? found : -found - 1;
        if (at == block.length) {
            long[] next = blocks.after(partition, entry);
            if (next.length == 0) {
                return -1;
            }
            block = next;
            blockOf = next[next.length - 1];
            at = 0;
        }
        return place(at);
    }

    private long place(int at) {
        boolean isIts = at >= 0 && at < block.length && SearchTokens.tokenOf(block[at]) == token;
        return isIts ? SearchTokens.placeOf(block[at]) : -1;
    }

    private void load(long entry) {
        boolean begins = block.length == 0 || block[0] <= entry;
        boolean ends = entry <= blockOf || (block.length > 0 && entry <= block[block.length - 1]);
        if (!begins || !ends) {
            block = blocks.at(partition, entry);
            blockOf = entry;
        }
    }
}
