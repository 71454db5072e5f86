package io.bursar.engine.move;

import io.bursar.engine.BookFile;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogShape;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The engine that seals behind an import; the import waits for it, so that neither memory nor the tail grows. */
final class Follower {
    private static final int UNSEALED_MAX = 2;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(2);

    private final Ledger engine;
    private final long behindMax;

    Follower(Ledger engine, LogShape shape) {
        this.engine = engine;
        this.behindMax = 1L << shape.partitionBits();
    }

    /** Waits until the engine is near. @param position of the last row that is stored */
    void awaitRoom(long position) {
        Ledger.Health seen = engine.health();
        long since = System.nanoTime();
        while (seen.unsealedPartitions() > UNSEALED_MAX
                || position - LedgerId.position(seen.committedSeq()) > behindMax) {
            LockSupport.parkNanos(PAUSE_NS);
            Ledger.Health now = engine.health();
            if (!now.equals(seen)) {
                seen = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE_NS) {
                throw new BookFile.Damaged("what was imported so far, up to row "
                        + LedgerId.position(seen.committedSeq()) + ", cannot be followed or sealed; the log says why");
            }
        }
    }
}
