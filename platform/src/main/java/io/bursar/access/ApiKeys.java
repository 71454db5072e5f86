package io.bursar.access;

import io.bursar.access.ApiKeyStore.NewKey;
import io.bursar.access.ApiKeyStore.Roll;
import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.Versions;
import io.bursar.database.Transactions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes, rolls and revokes API keys. */
@Component
public final class ApiKeys {
    private final ApiKeyStore store;
    private final Transactions transactions;
    private final Versions versions;
    private final SecureRandom random = new SecureRandom();

    ApiKeys(ApiKeyStore store, Transactions transactions, Versions versions) {
        this.versions = versions;
        this.store = store;
        this.transactions = transactions;
    }

    /** A new secret key to the house's own book, in the newest version; this is the only time it can be seen. */
    public SecretKey create(String name, Set<Right> rights) {
        NewKey key = new NewKey(
                Caller.HOUSE, SecretKey.Kind.SECRET, name, rights, null, null, versions.newest(), Set.of(), null, null);
        return transactions.inside(() -> {
            SecretKey secret = SecretKey.random(random, key.kind());
            store.insertSecret(store.insert(key).orElseThrow(), secret, null);
            return secret;
        });
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

    /** What a key that was asked for became. */
    sealed interface Made {
        /** It is new. */
        record Fresh(ApiKey key, SecretKey secret) implements Made {}

        /** It was made before under the same idempotency key, and shown then. */
        record Before(ApiKey key) implements Made {}

        /** The idempotency key made something else: these parameters differ. */
        record Otherwise(List<String> differing) implements Made {}
    }

    Made make(NewKey key) {
        return transactions.inside(() -> {
            Optional<Integer> number = store.insert(key);
            if (number.isEmpty()) {
                return repeated(key, store.findMade(key).orElseThrow());
            }
            SecretKey secret = SecretKey.random(random, key.kind());
            store.insertSecret(number.get(), secret, null);
            return new Made.Fresh(shown(number.get()), secret);
        });
    }

    /** A new secret for a key; the ones before open for as long as the overlap says. */
    Made roll(int key, Roll roll) {
        return transactions.inside(() -> {
            store.lockKey(key);
            Optional<Integer> before = store.findRoll(key, roll.madeUnder());
            if (before.isPresent()) {
                return before.get() == roll.overlapSeconds()
                        ? new Made.Before(shown(key))
                        : new Made.Otherwise(List.of("overlap_seconds"));
            }
            store.retireSecrets(key, roll);
            SecretKey secret = SecretKey.random(random, shown(key).kind());
            store.insertSecret(key, secret, roll);
            return new Made.Fresh(shown(key), secret);
        });
    }

    private ApiKey shown(int number) {
        return store.find(number, ApiKeyStore.Sight.ALL).orElseThrow();
    }

    private static Made repeated(NewKey asked, ApiKey made) {
        List<String> differing = new ArrayList<>();
        differ(differing, "book", asked.book(), made.book());
        differ(differing, "kind", asked.kind(), made.kind());
        differ(differing, "name", asked.name(), made.name());
        differ(differing, "rights", Set.copyOf(asked.rights()), Set.copyOf(made.rights()));
        differ(differing, "rate_limit", asked.rateLimit(), made.rateLimit());
        differ(differing, "allowed_origins", asked.origins(), made.origins());
        differ(differing, "expires_in_seconds", asked.lifeSeconds(), made.lifeSeconds());
        return differing.isEmpty() ? new Made.Before(made) : new Made.Otherwise(differing);
    }

    private static void differ(List<String> differing, String name, @Nullable Object asked, @Nullable Object made) {
        if (!Objects.equals(asked, made)) {
            differing.add(name);
        }
    }
}
