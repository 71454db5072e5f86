package io.bursar.console.pages;

import io.bursar.access.Callers;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.LedgerSearch;
import io.bursar.engine.Slice;
import io.bursar.engine.TransactionView;
import io.bursar.ledger.Ids;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One field that takes an id, a path, an idempotency key, a reference or metadata. What it finds alone, it leads to.
 */
final class SearchRoom {
    /** How the importer derives keys from a file's own ids, with its usual mapping. */
    private static final String IMPORTED = "imports/cards/";

    private static final int SHOWN = 20;
    private static final int ROWS_OF_A_COMMAND = 1_000;

    private final Press press;
    private final int book;
    private final LedgerReader reader;
    private final Callers callers;

    SearchRoom(Press press, Shelf.Spot spot, Callers callers) {
        this.press = press;
        this.book = spot.book();
        this.reader = spot.reader();
        this.callers = callers;
    }

    /**
     * Something that was found.
     *
     * @param kind what it is, in a word
     * @param why what matched
     */
    record Hit(String kind, String name, String href, String why) {}

    /**
     * @param isMore whether there are more than are shown
     * @param withoutIndex parts of the book that were read through because their index is not made yet
     */
    record Found(String query, List<Hit> hits, boolean isMore, int withoutIndex) {}

    Page show(Visit visit) {
        String query = visit.ask("q");
        Map<String, Hit> hits = new LinkedHashMap<>();
        find(query).forEach(hit -> hits.putIfAbsent(hit.href(), hit));
        if (hits.size() == 1) {
            return press.redirect(hits.values().iterator().next().href());
        }
        List<Hit> shown = hits.values().stream().limit(SHOWN).toList();
        int withoutIndex = query.isEmpty() ? 0 : reader.search().partitionsWithoutIndex();
        return press.page(visit, "Search", "search", new Found(query, shown, hits.size() > SHOWN, withoutIndex));
    }

    private Stream<Hit> find(String query) {
        if (query.isEmpty()) {
            return Stream.empty();
        }
        List<Hit> byId = byId(query);
        return byId.isEmpty()
                ? Stream.of(byPath(query), byKey(query), byReference(query), byMetadata(query))
                        .flatMap(List::stream)
                : byId.stream();
    }

    private List<Hit> byId(String query) {
        OptionalLong account = Ids.findAccount(book, query);
        if (account.isPresent()) {
            return reader.account(account.getAsLong()).stream()
                    .map(view -> hit(view, "id"))
                    .toList();
        }
        OptionalLong entry = Ids.parseEntry(query);
        LongStream candidates = entry.isPresent()
                ? LongStream.range(0, ROWS_OF_A_COMMAND).map(leg -> entry.getAsLong() - leg)
                : Ids.findCommand(book, query).stream();
        return candidates
                .filter(id -> LedgerId.book(id) == book && LedgerId.position(id) > 0)
                .mapToObj(reader::transaction)
                .flatMap(Optional::stream)
                .findFirst()
                .map(view -> hit(view, "id"))
                .stream()
                .toList();
    }

    private List<Hit> byPath(String query) {
        String path = query.endsWith("/") ? query.substring(0, query.length() - 1) : query;
        if (!AccountRef.isWellFormed(path)) {
            return List.of();
        }
        List<Hit> hits = new ArrayList<>();
        for (AccountView view : reader.accounts(path, null, SHOWN)) {
            String found = view.ref().path();
            boolean isFolder = found.startsWith(path + "/");
            hits.add(
                    isFolder
                            ? new Hit("folder", path + "/", "/accounts?under=" + path + "/", "path")
                            : hit(view, found.equals(path) ? "path" : "path begins so"));
        }
        return hits;
    }

    private List<Hit> byKey(String query) {
        Stream<Key> keys = Stream.concat(
                callers.names().keySet().stream().map(caller -> Key.external(caller, query)),
                Stream.of(Key.derived(query), Key.derived(IMPORTED + query)));
        return keys.filter(key -> Key.isWellFormed(key.text()))
                .map(reader::transaction)
                .flatMap(Optional::stream)
                .map(view -> hit(view, "key"))
                .toList();
    }

    private List<Hit> byReference(String query) {
        return commands(CommandFilter.ALL.withReference(query), "reference");
    }

    /** By a value under any name, or by {@code name=value}. */
    private List<Hit> byMetadata(String query) {
        List<Hit> hits = new ArrayList<>(commands(CommandFilter.ALL.withMetadataValue(query), "metadata"));
        int equals = query.indexOf('=');
        if (equals > 0) {
            Map<String, String> entry = Map.of(query.substring(0, equals), query.substring(equals + 1));
            hits.addAll(commands(CommandFilter.ALL.withMetadata(entry), "metadata"));
        }
        return hits;
    }

    private List<Hit> commands(CommandFilter filter, String why) {
        return switch (reader.search().commands(filter, Slice.newest(SHOWN + 1))) {
            case LedgerSearch.Found.Items<TransactionView>(List<TransactionView> items, int _) ->
                items.stream().map(view -> hit(view, why)).toList();
            // Only a hash that many others share could lead here; what is sought is then better asked for otherwise.
            case LedgerSearch.Found.TooWide<TransactionView>(int _) -> List.of();
        };
    }

    private static Hit hit(AccountView view, String why) {
        String name = view.ref().path() + " · " + Show.unit(view.ref().currency());
        return new Hit("account", name, "/accounts/" + Ids.account(view.id()), why);
    }

    private static Hit hit(TransactionView view, String why) {
        String id = Ids.command(view.id(), view.kind());
        String room = view.kind() == EntryKind.HOLD ? "/holds/" : "/transactions/";
        return new Hit(Show.word(view.kind()), id, room + id, why);
    }
}
