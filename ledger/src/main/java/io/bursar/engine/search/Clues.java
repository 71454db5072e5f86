package io.bursar.engine.search;

import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import io.bursar.engine.TransactionView;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.SearchTokens;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By what the first row of a command shows that it may be one that is wanted.
 *
 * @param tokens what an index is asked for; empty: no index can tell
 * @param texts what the detail contains
 * @param kinds of first rows
 */
record Clues(List<Long> tokens, List<String> texts, Set<EntryKind> kinds) {
    private static final Set<EntryKind> ENTRIES = entries();

    private static Set<EntryKind> entries() {
        Set<EntryKind> kinds = EnumSet.allOf(EntryKind.class);
        kinds.removeIf(kind -> !kind.isEntry());
        return kinds;
    }

    /** Those of whole commands. */
    static Clues ofCommands(CommandFilter filter) {
        Set<EntryKind> kinds = EnumSet.noneOf(EntryKind.class);
        filter.kinds().stream().filter(EntryKind::isEntry).forEach(kind -> kinds.add(firstRow(kind)));
        return of(filter, filter.kinds().isEmpty() ? ENTRIES : kinds);
    }

    /** Those of commands that may have rows that are wanted. */
    static Clues ofRows(CommandFilter filter) {
        return of(filter, ENTRIES);
    }

    /** A capture's first row says what it freed. */
    private static EntryKind firstRow(EntryKind kind) {
        return kind == EntryKind.CAPTURE ? EntryKind.CAPTURE_FREED : kind;
    }

    private static Clues of(CommandFilter filter, Set<EntryKind> kinds) {
        List<Long> tokens = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        if (filter.reference() != null) {
            tokens.add(SearchTokens.reference(filter.reference()));
            texts.add(member("ref", filter.reference()));
        }
        filter.metadata().forEach((name, value) -> {
            tokens.add(SearchTokens.metadata(name, value));
            texts.add(member(name, value));
        });
        if (filter.metadataValue() != null) {
            tokens.add(SearchTokens.metadataValue(filter.metadataValue()));
            texts.add(member("", filter.metadataValue()).substring(2));
        }
        if (tokens.isEmpty() && kinds.size() == 1 && !kinds.contains(EntryKind.TRANSFER)) {
            tokens.add(SearchTokens.kind(kinds.iterator().next()));
        }
        return new Clues(tokens, texts, kinds);
    }

    /** How a member stands in a detail. */
    private static String member(String name, String value) {
        String object = Json.write(Map.of(name, value));
        return object.substring(1, object.length() - 1);
    }

    /** Whether a row in memory begins a command that may be wanted. */
    boolean fit(LogMemory rows, long position) {
        if (rows.leg(position) != 0 || !kinds.contains(EntryKind.of(rows.kind(position)))) {
            return false;
        }
        if (texts.isEmpty()) {
            return true;
        }
        String detail = rows.detail(position);
        if (detail == null) {
            return false;
        }
        for (String text : texts) {
            if (!detail.contains(text)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what a command carries is as the filter says. */
    static boolean carries(CommandFilter filter, TransactionView view) {
        return carries(filter, view.reference(), view.metadata());
    }

    static boolean carries(
            CommandFilter filter, @org.jspecify.annotations.Nullable String reference, Map<String, String> metadata) {
        return (filter.reference() == null || filter.reference().equals(reference))
                && metadata.entrySet().containsAll(filter.metadata().entrySet())
                && (filter.metadataValue() == null || metadata.containsValue(filter.metadataValue()));
    }
}
