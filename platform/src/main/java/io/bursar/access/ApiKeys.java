package io.bursar.access;

import io.bursar.api.Caller.Right;
import io.bursar.database.Transactions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Makes and revokes API keys. */
@Component
public final class ApiKeys {
    private final ApiKeyStore store;
    private final Transactions transactions;
    private final SecureRandom random = new SecureRandom();

    ApiKeys(ApiKeyStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /** A new key; this is the only time it can be seen. */
    public SecretKey create(String name, Set<Right> rights) {
        SecretKey key = SecretKey.random(random);
        store.insert(key, name, rights);
        return key;
    }

    /** The deployment's first key, with every right; empty when there has been one. */
    public Optional<SecretKey> createFirst() {
        return transactions.inside(() -> {
            store.lock();
            return store.isEmpty() ? Optional.of(create("first key", Set.of(Right.values()))) : Optional.empty();
        });
    }

    /** Stops a key within a second, on every node. @return whether there was such a key in force */
    public boolean revoke(int caller) {
        return store.revoke(caller);
    }
}
