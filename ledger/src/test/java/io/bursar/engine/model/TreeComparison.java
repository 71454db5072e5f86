package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountRef;
import io.bursar.engine.HoldView;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.PathEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what people browse with what the model knows: the tree of paths and the open holds. */
final class TreeComparison {
    private static final int PAGE = 7;
    private static final int FOLDERS = 40;

    private final LedgerReader reader;
    private final NaiveBook state;

    TreeComparison(LedgerReader reader, NaiveBook state) {
        this.reader = reader;
        this.state = state;
    }

    void compareAll() {
        TreeSet<String> folders = new TreeSet<>(List.of("", "nobody/"));
        for (ModelAccount account : state.accounts.values()) {
            String path = account.ref.path();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash + 1));
            }
        }
        folders.stream().limit(FOLDERS).forEach(this::compareFolder);
        compareOpenHolds();
    }

    private void compareFolder(String folder) {
        TreeMap<String, List<AccountRef>> expected = new TreeMap<>();
        state.accounts.values().stream()
                .map(account -> account.ref)
                .filter(ref -> ref.path().startsWith(folder))
                .sorted(Comparator.comparing(AccountRef::path).thenComparing(AccountRef::currency))
                .forEach(ref -> {
                    String below = ref.path().substring(folder.length());
                    int slash = below.indexOf('/');
                    List<AccountRef> accounts = expected.computeIfAbsent(
                            slash < 0 ? below : below.substring(0, slash + 1), same -> new ArrayList<>());
                    if (slash < 0) {
                        accounts.add(ref);
                    }
                });
        List<PathEntry> found = new ArrayList<>();
        String after = "";
        do {
            List<PathEntry> page = reader.entriesBelow(folder, after, PAGE);
            found.addAll(page);
            after = page.size() < PAGE ? "" : page.getLast().name();
        } while (!after.isEmpty());
        assertThat(found.stream().map(PathEntry::name))
                .as("below \"%s\"", folder)
                .containsExactlyElementsOf(expected.keySet());
        for (PathEntry entry : found) {
            assertThat(entry.accounts().stream().map(account -> account.ref()))
                    .as("%s in \"%s\"", entry.name(), folder)
                    .containsExactlyElementsOf(expected.get(entry.name()));
        }
    }

    private void compareOpenHolds() {
        List<Long> expected = state.claims.values().stream()
                .filter(claim -> claim.of == ModelClaim.Of.HOLD && claim.state == HoldView.Status.OPEN)
                .map(claim -> claim.id)
                .sorted(Comparator.reverseOrder())
                .toList();
        List<Long> found = new ArrayList<>();
        long before = 0;
        do {
            List<HoldView> page = reader.openHolds(before, PAGE);
            page.forEach(hold -> found.add(hold.id()));
            before = page.size() < PAGE ? 0 : page.getLast().id();
        } while (before != 0);
        assertThat(found).as("open holds, newest first").isEqualTo(expected);
    }
}
