package io.bursar.engine.doctor;

import io.bursar.engine.log.SipHash;
import io.bursar.engine.seal.KeyFilter;
import org.jspecify.annotations.Nullable;

/** Asks a partition's key filter, whose format is the engine's own. */
@FunctionalInterface
public interface FilterCheck {
    /**
     * Whether the filter allows that the key is in its partition. "No" for a key that is there is damage.
     *
     * @param filter as stored in {@code ledger.seal}
     * @param key as stored in {@code ledger.log}
     */
    boolean mayContain(byte[] filter, byte[] key);

    /** The engine's filters: the one thing of which only the engine knows what it should be. */
    static FilterCheck ofEngine() {
        return new FilterCheck() {
            private byte[] bytes = {};
            private @Nullable KeyFilter filter;

            @Override
            public boolean mayContain(byte[] stored, byte[] key) {
                if (stored != bytes) {
                    bytes = stored;
                    filter = KeyFilter.isWhole(stored) ? KeyFilter.fromBytes(stored) : null;
                }
                // An empty one says nothing: the engine reads the partition's keys when it opens the book.
                return filter == null ? stored.length == 0 : filter.mayHold(SipHash.hash(key));
            }
        };
    }
}
