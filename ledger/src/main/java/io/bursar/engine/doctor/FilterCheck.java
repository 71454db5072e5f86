package io.bursar.engine.doctor;

/** Asks a partition's key filter, whose format is the engine's own. */
@FunctionalInterface
public interface FilterCheck {
    /** Takes every filter for right. */
    FilterCheck NONE = (filter, key) -> true;

    /**
     * Whether the filter allows that the key is in its partition. "No" for a key that is there is damage.
     *
     * @param filter as stored in {@code ledger.seal}
     * @param key as stored in {@code ledger.log}
     */
    boolean mayContain(byte[] filter, byte[] key);
}
