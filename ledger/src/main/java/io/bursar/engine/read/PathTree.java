package io.bursar.engine.read;

import io.bursar.engine.AccountView;
import io.bursar.engine.PathEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Paths as a tree. Memory is looked through once; checkpoints are leapt through, one probe of their index an entry, so
 * that a folder with a million accounts below it costs no more than one with ten.
 */
final class PathTree {
    /** The character after the slash: what sorts right behind a folder and all below it. */
    private static final char AFTER_SLASH = '/' + 1;

    private final Queries queries;
    private final StoredAccounts stored;
    private final AccountReader accounts;

    PathTree(Queries queries, StoredAccounts stored, AccountReader accounts) {
        this.queries = queries;
        this.stored = stored;
        this.accounts = accounts;
    }

    /** The first entries after one, in the order of paths; a folder's name ends with a slash. */
    List<PathEntry> below(String folder, String after, int limit) {
        TreeMap<String, TreeMap<String, AccountView>> entries = new TreeMap<>();
        for (AccountView view : accounts.openedInMemory(each -> isWanted(each, folder, after))) {
            add(entries, folder, view, limit);
        }
        queries.run(connection -> leap(connection, new Leap(folder, after, limit), entries));
        return entries.entrySet().stream()
                .limit(limit)
                .map(entry -> new PathEntry(
                        entry.getKey(), List.copyOf(entry.getValue().values())))
                .toList();
    }

    private record Leap(String folder, String after, int limit) {}

    private boolean leap(Connection connection, Leap leap, Map<String, TreeMap<String, AccountView>> entries)
            throws SQLException {
        String next = leap.after().isEmpty() ? leap.folder() : beyond(leap.folder() + leap.after());
        for (int found = 0; found < leap.limit(); found++) {
            Optional<AccountView> first = stored.first(connection, leap.folder(), next);
            if (first.isEmpty()) {
                return true;
            }
            String name = nameBelow(leap.folder(), first.get());
            Map<String, AccountView> views = entries.computeIfAbsent(name, same -> new TreeMap<>());
            if (!isFolder(name)) {
                for (AccountView view : allCurrencies(connection, first.get())) {
                    AccountView newest = accounts.newest(view);
                    views.put(newest.ref().currency().code(), newest);
                }
            }
            next = beyond(leap.folder() + name);
        }
        return true;
    }

    private List<AccountView> allCurrencies(Connection connection, AccountView first) throws SQLException {
        String path = first.ref().path();
        List<AccountView> views = new ArrayList<>(List.of(first));
        @Nullable AccountView last = first;
        while (last != null) {
            List<AccountView> more = stored.page(connection, path, last.ref(), 1);
            last = more.isEmpty() || !more.getFirst().ref().path().equals(path) ? null : more.getFirst();
            if (last != null) {
                views.add(last);
            }
        }
        return views;
    }

    private static boolean isWanted(AccountView view, String folder, String after) {
        return view.ref().path().startsWith(folder)
                && view.ref().path().length() > folder.length()
                && nameBelow(folder, view).compareTo(after) > 0;
    }

    private static void add(
            TreeMap<String, TreeMap<String, AccountView>> entries, String folder, AccountView view, int limit) {
        String name = nameBelow(folder, view);
        if (entries.size() >= limit && name.compareTo(entries.lastKey()) > 0) {
            return;
        }
        Map<String, AccountView> views = entries.computeIfAbsent(name, same -> new TreeMap<>());
        if (!isFolder(name)) {
            views.put(view.ref().currency().code(), view);
        }
        if (entries.size() > limit) {
            entries.pollLastEntry();
        }
    }

    private static String nameBelow(String folder, AccountView view) {
        String path = view.ref().path();
        int slash = path.indexOf('/', folder.length());
        return slash < 0 ? path.substring(folder.length()) : path.substring(folder.length(), slash + 1);
    }

    private static boolean isFolder(String name) {
        return name.endsWith("/");
    }

    /** The least path that comes after an entry and what is below it. */
    private static String beyond(String entry) {
        return isFolder(entry) ? entry.substring(0, entry.length() - 1) + AFTER_SLASH : entry + '\u0001';
    }
}
