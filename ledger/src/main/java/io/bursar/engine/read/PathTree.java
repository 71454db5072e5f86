package io.bursar.engine.read;

import io.bursar.engine.AccountView;
import io.bursar.engine.PathEntry;
import io.bursar.engine.log.Queries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Paths as a tree, leapt through: one probe an entry, in what rows in memory opened and in the checkpoints' index, so
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
        return queries.run(connection -> {
            List<PathEntry> entries = new ArrayList<>();
            String next = after.isEmpty() ? folder : beyond(folder + after);
            while (entries.size() < limit) {
                Optional<String> path = first(connection, folder, next);
                if (path.isEmpty()) {
                    break;
                }
                String name = nameBelow(folder, path.get());
                entries.add(new PathEntry(name, isFolder(name) ? List.of() : allCurrencies(connection, path.get())));
                next = beyond(folder + name);
            }
            return entries;
        });
    }

    /** The first path that is not before one and lies below a folder. */
    private Optional<String> first(Connection connection, String folder, String notBefore) throws SQLException {
        // Memory first: what leaves it meanwhile has a checkpoint by then.
        Optional<String> opened = accounts.openedFrom(folder, PathOrder.Bound.notBefore(notBefore), 1).stream()
                .map(view -> view.ref().path())
                .findFirst();
        Optional<String> checkpointed = stored.first(connection, folder, notBefore)
                .map(view -> view.ref().path());
        return Stream.of(opened, checkpointed).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private List<AccountView> allCurrencies(Connection connection, String path) throws SQLException {
        TreeMap<String, AccountView> views = new TreeMap<>();
        for (AccountView view : accounts.openedAt(path)) {
            views.put(view.ref().currency().code(), view);
        }
        for (AccountView view : stored.byPath(connection, path)) {
            AccountView newest = accounts.newest(view);
            views.put(newest.ref().currency().code(), newest);
        }
        return List.copyOf(views.values());
    }

    private static String nameBelow(String folder, String path) {
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
