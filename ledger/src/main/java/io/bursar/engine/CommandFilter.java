package io.bursar.engine;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which commands, or rows of an account's history, are looked for: those that are as each part says.
 *
 * @param kinds of commands ({@link TransactionView#kind}) or of rows ({@link HistoryEntry#kind}); empty: any
 * @param reference the whole of it, letter for letter; null: any or none
 * @param metadata entries that must be there, among others; empty: any
 * @param metadataValue a value that an entry must have, whatever its name; null: any
 * @param accounts of which one must be on a leg; empty: any. Histories are of one account already
 * @param recorded when it was recorded
 * @param effective when it took effect
 */
public record CommandFilter(
        Set<EntryKind> kinds,
        @Nullable String reference,
        Map<String, String> metadata,
        @Nullable String metadataValue,
        Set<AccountRef> accounts,
        TimeSpan recorded,
        TimeSpan effective) {
    /** Everything. */
    public static final CommandFilter ALL =
            new CommandFilter(Set.of(), null, Map.of(), null, Set.of(), TimeSpan.ALL, TimeSpan.ALL);

    public CommandFilter {
        kinds = Set.copyOf(kinds);
        metadata = Map.copyOf(metadata);
        accounts = Set.copyOf(accounts);
    }

    public CommandFilter withKinds(Set<EntryKind> wanted) {
        return new CommandFilter(wanted, reference, metadata, metadataValue, accounts, recorded, effective);
    }

    public CommandFilter withReference(@Nullable String text) {
        return new CommandFilter(kinds, text, metadata, metadataValue, accounts, recorded, effective);
    }

    public CommandFilter withMetadata(Map<String, String> entries) {
        return new CommandFilter(kinds, reference, entries, metadataValue, accounts, recorded, effective);
    }

    public CommandFilter withMetadataValue(@Nullable String value) {
        return new CommandFilter(kinds, reference, metadata, value, accounts, recorded, effective);
    }

    public CommandFilter withAccounts(Set<AccountRef> refs) {
        return new CommandFilter(kinds, reference, metadata, metadataValue, refs, recorded, effective);
    }

    public CommandFilter withRecorded(TimeSpan span) {
        return new CommandFilter(kinds, reference, metadata, metadataValue, accounts, span, effective);
    }

    public CommandFilter withEffective(TimeSpan span) {
        return new CommandFilter(kinds, reference, metadata, metadataValue, accounts, recorded, span);
    }
}
