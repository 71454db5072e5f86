package io.bursar.engine;

import java.util.List;

/**
 * One thing right below a folder in the tree of account paths: a folder, or an account in each of its currencies. A
 * path may be both, {@code users/42} and {@code users/42/wallet}; these are two entries.
 *
 * @param name of the entry alone; a folder's ends with a slash
 * @param accounts in order of currency; empty for a folder
 */
public record PathEntry(String name, List<AccountView> accounts) {
    public PathEntry {
        accounts = List.copyOf(accounts);
    }

    public boolean isFolder() {
        return accounts.isEmpty();
    }
}
