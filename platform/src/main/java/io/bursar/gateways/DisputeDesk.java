package io.bursar.gateways;

import io.bursar.gateways.Vault.Kept;
import java.util.Map;

/** A provider's office for disputes. What it answers says how the dispute stands; silence is unknown. */
public interface DisputeDesk {
    /** Of a provider that takes nothing about disputes. */
    DisputeDesk NONE = new NoDesk();

    /** Asks how a dispute stands; changes nothing. @param dispute the provider's id */
    Kept<ProviderDispute> find(String dispute);

    /** Leaves a file with the provider, for evidence. @param operation the idempotency key @return the provider's id */
    Kept<String> upload(String operation, Document document);

    /** Gives evidence to the bank, for good. @param operation the idempotency key, where the provider takes one */
    Kept<ProviderDispute> contest(String operation, String dispute, Evidence evidence);

    /** Gives the dispute up: it is lost. */
    Kept<ProviderDispute> accept(String operation, String dispute);

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
