package io.bursar.engine.read;

import io.bursar.engine.AccountRef;
import io.bursar.engine.LedgerId;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that rows in memory opened, in order of (path, currency); all others have a checkpoint, and an index
 * there. Whoever reads sorts in what was opened since somebody last read, so that writing costs nothing and a page
 * costs what is on it. Accounts stay listed for a while after they got a checkpoint.
 */
final class PathOrder {
    private static final Comparator<Opened> ORDER = Comparator.comparing(
                    (Opened opened) -> opened.ref().path())
            .thenComparing(opened -> opened.ref().currency());

    /** An account. */
    record Opened(AccountRef ref, int number) {}

    private @Nullable BookState of;
    private Opened[] sorted = {};
    /** Lowest and highest number that is listed. */
    private int lowest;

    private int highest;

    /**
     * Where a list begins.
     *
     * @param currency least code that counts on the path itself
     */
    record Bound(String path, String currency) {
        static Bound notBefore(String path) {
            return new Bound(path, "");
        }

        static Bound after(AccountRef ref) {
            return new Bound(ref.path(), ref.currency().code() + '\0');
        }

        boolean isAfter(Opened opened) {
            int byPath = path.compareTo(opened.ref().path());
            return byPath > 0
                    || (byPath == 0
                            && currency.compareTo(opened.ref().currency().code()) > 0);
        }
    }

    /** From a bound on, so far as the paths begin so. */
    List<Opened> from(BookState now, String prefix, Bound bound, int limit) {
        Opened[] all = upToDate(now);
        int at = first(all, prefix.compareTo(bound.path()) > 0 ? Bound.notBefore(prefix) : bound);
        List<Opened> found = new ArrayList<>();
        for (; at < all.length && found.size() < limit && all[at].ref().path().startsWith(prefix); at++) {
            found.add(all[at]);
        }
        return found;
    }

    private static int first(Opened[] all, Bound bound) {
        int from = 0;
        int to = all.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (bound.isAfter(all[middle])) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private synchronized Opened[] upToDate(BookState now) {
        if (of != now) {
            of = now;
            sorted = new Opened[0];
            highest = -1;
        }
        List<Opened> fresh = fresh(now);
        if (!fresh.isEmpty()) {
            fresh.sort(ORDER);
            sorted = merged(sorted, fresh.toArray(Opened[]::new));
        }
        return sorted;
    }

    /** What was opened since; forgets what is listed when most of it has a checkpoint. */
    private List<Opened> fresh(BookState now) {
        List<Opened> fresh = new ArrayList<>();
        now.readLock().lock();
        try {
            int count = now.accounts().committedCount();
            int first = firstOpened(now, count);
            if (highest < 0 || (first - lowest) * 2L > highest - lowest) {
                sorted = new Opened[0];
                lowest = first;
                highest = first - 1;
            }
            for (int number = highest + 1; number <= count; number++) {
                fresh.add(new Opened(now.accounts().ref(number), number));
            }
            highest = Math.max(highest, count);
        } finally {
            now.readLock().unlock();
        }
        return fresh;
    }

    /** Lowest number of those that rows in memory opened: numbers are given in order. */
    private static int firstOpened(BookState now, int count) {
        long first = LedgerId.of(now.memory().book(), now.memory().firstPosition());
        int from = 1;
        int to = count + 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            boolean inMemory = now.accounts().isInMemory(middle)
                    && now.accounts().page(middle).opened[Accounts.at(middle)] >= first;
            if (inMemory) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    private static Opened[] merged(Opened[] one, Opened[] other) {
        Opened[] all = Arrays.copyOf(one, one.length + other.length);
        int left = one.length - 1;
        int right = other.length - 1;
        for (int at = all.length - 1; right >= 0; at--) {
            boolean isLeft = left >= 0 && ORDER.compare(one[left], other[right]) > 0;
            all[at] = isLeft ? one[left--] : other[right--];
        }
        return all;
    }
}
