package io.bursar.engine.chain;

import io.bursar.engine.LedgerId;
import io.bursar.money.Invariant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Hashes a run of neighbouring batches from their rows in order. */
final class LinkRun {
    private final List<Batch> batches;
    private final List<byte[]> hashes = new ArrayList<>();
    private final LinkHash hash = new LinkHash();
    private byte[] previous;
    private long expectedSeq;

    /** @param previous hash of the batch before the first */
    LinkRun(byte[] previous, List<Batch> batches) {
        this.previous = previous;
        this.batches = batches;
        this.expectedSeq = batches.getFirst().firstSeq();
        hash.begin(previous, batches.getFirst());
    }

    void row(long seq, ByteBuffer tuple) {
        Invariant.check(
                seq == expectedSeq && hashes.size() < batches.size(),
                "the log has row %d where row %d was expected",
                LedgerId.position(seq),
                LedgerId.position(expectedSeq));
        hash.row(tuple);
        expectedSeq++;
        if (seq == batches.get(hashes.size()).lastSeq()) {
            previous = hash.end();
            hashes.add(previous);
            if (hashes.size() < batches.size()) {
                Batch next = batches.get(hashes.size());
                Invariant.check(next.firstSeq() == expectedSeq, "batch %d does not follow", next.number());
                hash.begin(previous, next);
            }
        }
    }

    /** A hash for each batch, in order. */
    List<byte[]> hashes() {
        Invariant.check(
                hashes.size() == batches.size(),
                "the log ends at row %d inside a batch",
                LedgerId.position(expectedSeq) - 1);
        return hashes;
    }
}
