package io.bursar.ledger.rest;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import io.bursar.engine.AccountRef;
import io.bursar.engine.LedgerReader;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import io.bursar.money.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ledger's objects in place of their ids and paths. Accounts are read from memory; holds and transactions from
 * memory, or by primary key from sealed partitions.
 */
@Configuration(proxyBeanMethods = false)
class LedgerExpansions {
    private static final String ACCOUNT = "account";
    private static final String TRANSACTION = "transaction";
    private static final String HOLD = "hold";
    /** Stands in no path. */
    private static final char SEPARATOR = ' ';

    @Bean
    static ExpansionSource expandedAccountsById(OpenBooks books) {
        return new Source(
                Set.of(Right.ACCOUNTS_READ),
                Set.of(ACCOUNT),
                List.of(
                        new ExpansionSource.Member("balance", ACCOUNT),
                        new ExpansionSource.Member("balance_at", ACCOUNT),
                        new ExpansionSource.Member("statement", ACCOUNT)),
                Naming.BY_ID,
                LedgerExpansions::accountById,
                books);
    }

    @Bean
    static ExpansionSource expandedAccountsByPath(OpenBooks books) {
        return new Source(
                Set.of(Right.ACCOUNTS_READ),
                Set.of(ACCOUNT),
                List.of(
                        new ExpansionSource.Member(TRANSACTION, "legs.debit"),
                        new ExpansionSource.Member(TRANSACTION, "legs.credit"),
                        new ExpansionSource.Member(HOLD, "legs.debit"),
                        new ExpansionSource.Member(HOLD, "legs.credit"),
                        new ExpansionSource.Member("entry", "counterparty"),
                        new ExpansionSource.Member("statement", "movements.data.counterparty"),
                        new ExpansionSource.Member("batch_item", "transaction.legs.debit"),
                        new ExpansionSource.Member("batch_item", "transaction.legs.credit")),
                Naming.BY_PATH,
                LedgerExpansions::accountByPath,
                books);
    }

    @Bean
    static ExpansionSource expandedTransactions(OpenBooks books) {
        return new Source(
                Set.of(Right.TRANSACTIONS_READ),
                Set.of(TRANSACTION),
                List.of(new ExpansionSource.Member(TRANSACTION, "reverses")),
                Naming.BY_ID,
                LedgerExpansions::command,
                books);
    }

    @Bean
    static ExpansionSource expandedHolds(OpenBooks books) {
        return new Source(
                Set.of(Right.HOLDS_READ),
                Set.of(HOLD),
                List.of(new ExpansionSource.Member(TRANSACTION, HOLD)),
                Naming.BY_ID,
                LedgerExpansions::command,
                books);
    }

    /** What an entry belongs to is a transaction or a hold. */
    @Bean
    static ExpansionSource expandedCommands(OpenBooks books) {
        return new Source(
                Set.of(Right.TRANSACTIONS_READ, Right.HOLDS_READ),
                Set.of(TRANSACTION, HOLD),
                List.of(
                        new ExpansionSource.Member("entry", TRANSACTION),
                        new ExpansionSource.Member("statement", "movements.data.transaction")),
                Naming.BY_ID,
                LedgerExpansions::command,
                books);
    }

    private static Optional<Rendering> accountById(LedgerReader reader, Named named) {
        OptionalLong id = Ids.findAccount(named.book(), named.key());
        return id.isEmpty()
                ? Optional.empty()
                : reader.account(id.getAsLong()).map(view -> out -> Renderings.account(out, view));
    }

    private static Optional<Rendering> accountByPath(LedgerReader reader, Named named) {
        int end = named.key().indexOf(SEPARATOR);
        AccountRef ref = new AccountRef(
                named.key().substring(end + 1), Currency.of(named.key().substring(0, end)));
        return reader.account(ref).map(view -> out -> Renderings.account(out, view));
    }

    private static Optional<Rendering> command(LedgerReader reader, Named named) {
        OptionalLong id = Ids.findCommand(named.book(), named.key());
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return named.key().startsWith(HOLD)
                ? reader.hold(id.getAsLong()).map(view -> out -> Renderings.hold(out, view))
                : reader.transaction(id.getAsLong()).map(view -> out -> Renderings.transaction(out, view));
    }

    /** What a member names its object by. */
    private enum Naming {
        BY_ID,
        /** By path, with the currency beside it. */
        BY_PATH
    }

    /** A key, in a book. */
    private record Named(int book, String key) {}

    private record Source(
            Set<Right> rights,
            Set<String> objects,
            List<ExpansionSource.Member> members,
            Naming naming,
            BiFunction<LedgerReader, Named, Optional<Rendering>> find,
            OpenBooks books)
            implements ExpansionSource {
        @Override
        public Optional<String> key(String value, ObjectNode beside) {
            return switch (naming) {
                case BY_ID -> Optional.of(value);
                case BY_PATH -> Optional.of(beside.path("currency").asString() + SEPARATOR + value);
            };
        }

        @Override
        public Map<String, Rendering> load(Set<String> keys, Caller caller) {
            LedgerReader reader = books.of(caller.book()).reader();
            Map<String, Rendering> found = new HashMap<>();
            for (String key : keys) {
                find.apply(reader, new Named(caller.book(), key)).ifPresent(object -> found.put(key, object));
            }
            return found;
        }
    }
}
