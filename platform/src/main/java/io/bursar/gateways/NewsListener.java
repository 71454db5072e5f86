package io.bursar.gateways;

/** A feature that wants to know what providers tell. Beans of this type are asked in their order. */
public interface NewsListener {
    /** What became of news. */
    enum Reception {
        /** Something changed. */
        APPLIED,
        /** It was known already. */
        KNOWN,
        /** Of nothing that this feature knows: ask the next one. */
        NOT_MINE,
        /** Of something that this feature is about to know, or the gateway did not say more of: again shortly. */
        TOO_EARLY
    }

    /**
     * Takes news in; called again with the same after a crash or a failure.
     *
     * @throws RuntimeException to have it parked, with the reason, for people to look at
     */
    Reception hear(String gateway, News news);
}
