package io.bursar.gateways;

import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Vault.Kept;
import java.util.List;
import java.util.Map;

/**
 * A provider's office for disputes. What it answers says how the dispute stands; silence is unknown. What is not
 * overridden the provider cannot do.
 */
public interface DisputeDesk {
    /** Of a provider that takes nothing about disputes. */
    DisputeDesk NONE = new DisputeDesk() {};

    /** Asks how a dispute stands; changes nothing. @param dispute the provider's id */
    default Kept<ProviderDispute> find(String dispute) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    /** All disputes of one payment, few as they are. @param payment the provider's id */
    default Kept<List<ProviderDispute>> list(String payment) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    /** Leaves a file with the provider, for evidence. @param operation the idempotency key @return the provider's id */
    default Kept<String> upload(String operation, Document document) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    /** Gives evidence to the bank, for good. @param operation the idempotency key, where the provider takes one */
    default Kept<ProviderDispute> contest(String operation, String dispute, Evidence evidence) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    /** Gives the dispute up: it is lost. */
    default Kept<ProviderDispute> accept(String operation, String dispute) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    /** A file. @param type its media type */
    record Document(String name, String type, byte[] content) {}

    /**
     * What is said against a dispute, by the names that Stripe's API has for it.
     *
     * @param texts by name
     * @param files ids of the provider's, by name
     */
    record Evidence(Map<String, String> texts, Map<String, String> files) {
        public Evidence {
            texts = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(texts));
            files = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(files));
        }
    }
}
