package io.bursar.engine.state;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountStatus;
import io.bursar.money.Currency;
import io.bursar.money.Invariant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Accounts by number, in columns. Only the writer changes anything; the columns in {@link Page#committed} change only
 * under the book's write lock, so a reader that holds the read lock sees whole batches.
 *
 * <p>Hot path: fields instead of accessors, arrays instead of objects, so that an account costs about 200 bytes.
 */
public final class Accounts {
    public static final long NO_FLOOR = Long.MIN_VALUE;
    public static final long NO_CEILING = Long.MAX_VALUE;

    static final int PAGE_BITS = 10;
    static final int PAGE_SIZE = 1 << PAGE_BITS;
    static final int PAGE_MASK = PAGE_SIZE - 1;

    private static final AccountKind[] KINDS = AccountKind.values();
    private static final AccountStatus[] STATUSES = AccountStatus.values();

    /** What changes with commands, once for the writer and once for readers. */
    public static final class Columns {
        /** Debits minus credits, posted. */
        public final long[] posted = new long[PAGE_SIZE];

        public final long[] heldDebit = new long[PAGE_SIZE];
        public final long[] heldCredit = new long[PAGE_SIZE];
        /** Seq of the last money row, 0 for none. */
        public final long[] lastRow = new long[PAGE_SIZE];
        /** Seq of the last row of any kind. */
        public final long[] seq = new long[PAGE_SIZE];

        public final long[] floor = new long[PAGE_SIZE];
        public final long[] ceiling = new long[PAGE_SIZE];
        public final byte[] status = new byte[PAGE_SIZE];
        public final @Nullable String[] metadata = new @Nullable String[PAGE_SIZE];

        void copy(Columns from, int at) {
            posted[at] = from.posted[at];
            heldDebit[at] = from.heldDebit[at];
            heldCredit[at] = from.heldCredit[at];
            lastRow[at] = from.lastRow[at];
            seq[at] = from.seq[at];
            floor[at] = from.floor[at];
            ceiling[at] = from.ceiling[at];
            status[at] = from.status[at];
            metadata[at] = from.metadata[at];
        }
    }

    /** 1,024 accounts. */
    public static final class Page {
        public final Columns working = new Columns();
        public final Columns committed = new Columns();
        public final @Nullable String[] path = new @Nullable String[PAGE_SIZE];
        public final @Nullable Currency[] currency = new @Nullable Currency[PAGE_SIZE];
        /** Ordinal of the kind + 1; 0: not in memory. */
        public final byte[] kind = new byte[PAGE_SIZE];

        public final long[] opened = new long[PAGE_SIZE];
        /** Where a command under evaluation keeps its figures of the account; garbage between commands. */
        public final int[] touch = new int[PAGE_SIZE];
    }

    private @Nullable Page[] pages = new @Nullable Page[16];
    private int[] index = new int[1 << 12];
    private int inMemory;
    private int count;
    private int committedCount;

    /** Highest account number of the book, uncommitted ones included. */
    public int count() {
        return count;
    }

    public int committedCount() {
        return committedCount;
    }

    /** How many accounts are in memory. */
    public int inMemory() {
        return inMemory;
    }

    /** Whether every account of the book is in memory, so that a path that is not found does not exist. */
    public boolean isComplete() {
        return inMemory == count;
    }

    void setCount(int accounts) {
        count = accounts;
        committedCount = accounts;
    }

    public Page page(int number) {
        Page page = pages[number >>> PAGE_BITS];
        if (page == null) {
            throw new Invariant.Violation("account " + number + " is not in memory");
        }
        return page;
    }

    public static int at(int number) {
        return number & PAGE_MASK;
    }

    public boolean isInMemory(int number) {
        int page = number >>> PAGE_BITS;
        @Nullable Page[] current = pages;
        if (number <= 0 || page >= current.length) {
            return false;
        }
        Page found = current[page];
        return found != null && found.kind[number & PAGE_MASK] != 0;
    }

    /** The account's number; 0 when it is not in memory. */
    public int find(String path, Currency currency) {
        int[] table = index;
        int mask = table.length - 1;
        int slot = hash(path, currency) & mask;
        while (true) {
            int number = table[slot];
            if (number == 0) {
                return 0;
            }
            if (matches(number, path, currency)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
    }

    private boolean matches(int number, String path, Currency currency) {
        Page page = pages[number >>> PAGE_BITS];
        if (page == null) {
            return false;
        }
        int at = number & PAGE_MASK;
        return path.equals(page.path[at]) && currency.equals(page.currency[at]);
    }

    /** Puts an account into memory, its state still zero. */
    public void add(int number, String path, Currency currency, AccountKind kind, long opened) {
        int page = number >>> PAGE_BITS;
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        }
        Page into = pages[page];
        if (into == null) {
            into = new Page();
            pages[page] = into;
        }
        int at = number & PAGE_MASK;
        Invariant.check(into.kind[at] == 0, "account %d is in memory already", number);
        into.path[at] = path;
        into.currency[at] = currency;
        into.opened[at] = opened;
        into.kind[at] = (byte) (kind.ordinal() + 1);
        clear(into.working, at);
        clear(into.committed, at);
        count = Math.max(count, number);
        inMemory++;
        if (inMemory * 2 > index.length) {
            grow();
        }
        insert(index, number, path, currency);
    }

    private static void clear(Columns columns, int at) {
        columns.posted[at] = 0;
        columns.heldDebit[at] = 0;
        columns.heldCredit[at] = 0;
        columns.lastRow[at] = 0;
        columns.seq[at] = 0;
        columns.floor[at] = NO_FLOOR;
        columns.ceiling[at] = NO_CEILING;
        columns.status[at] = 0;
        columns.metadata[at] = null;
    }

    /** Takes back the newest account, which was not committed. Accounts are taken back in reverse order. */
    void removeNewest(int number) {
        Invariant.check(number == count, "account %d is not the newest", number);
        Page page = page(number);
        int at = number & PAGE_MASK;
        int mask = index.length - 1;
        int slot = hash(
                        java.util.Objects.requireNonNull(page.path[at]),
                        java.util.Objects.requireNonNull(page.currency[at]))
                & mask;
        while (index[slot] != number) {
            slot = (slot + 1) & mask;
        }
        index[slot] = 0;
        page.kind[at] = 0;
        page.path[at] = null;
        count--;
        inMemory--;
    }

    private void grow() {
        int[] bigger = new int[index.length * 2];
        for (int number : index) {
            if (number != 0) {
                Page page = page(number);
                int at = number & PAGE_MASK;
                insert(bigger, number, path(page, at), currency(page, at));
            }
        }
        index = bigger;
    }

    private static void insert(int[] table, int number, String path, Currency currency) {
        int mask = table.length - 1;
        int slot = hash(path, currency) & mask;
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = number;
    }

    private static int hash(String path, Currency currency) {
        int h = path.hashCode() * 31 + currency.code().hashCode();
        h *= 0x9E3779B9;
        return h ^ (h >>> 15);
    }

    /** Makes the writer's figures of one account the readers'. Under the write lock. */
    void publish(int number) {
        Page page = page(number);
        page.committed.copy(page.working, number & PAGE_MASK);
    }

    void publishCount() {
        committedCount = count;
    }

    public static String path(Page page, int at) {
        return java.util.Objects.requireNonNull(page.path[at]);
    }

    public static Currency currency(Page page, int at) {
        return java.util.Objects.requireNonNull(page.currency[at]);
    }

    public static AccountKind kind(Page page, int at) {
        return KINDS[page.kind[at] - 1];
    }

    public static AccountStatus status(Columns columns, int at) {
        return STATUSES[columns.status[at]];
    }

    public AccountKind kind(int number) {
        return kind(page(number), number & PAGE_MASK);
    }

    public io.bursar.engine.AccountRef ref(int number) {
        Page page = page(number);
        int at = number & PAGE_MASK;
        return new io.bursar.engine.AccountRef(path(page, at), currency(page, at));
    }
}
