package io.bursar.engine.state;

import io.bursar.engine.Key;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.KeyCodec;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.seal.SealedKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that evaluation reads, as of the last row evaluated, with an undo log back to the last commit; and what
 * readers see, as of the last commit. One thread, the writer's, changes it.
 */
public final class BookState {
    /** A place in the undo log. */
    public record Mark(int touches, int changes, long position) {}

    /** A hold that will expire. */
    public record Due(long expiresAt, long hold) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(expiresAt, other.expiresAt);
            return byTime != 0 ? byTime : Long.compare(hold, other.hold);
        }
    }

    private final LogMemory memory;
    private final Accounts accounts = new Accounts();
    private final Map<Long, Claim> claims = new HashMap<>();
    private final ConcurrentHashMap<Long, Claim> committedClaims = new ConcurrentHashMap<>();
    private final List<Claim> claimChanges = new ArrayList<>();
    private final TreeSet<Due> due = new TreeSet<>();
    private final ConcurrentSkipListMap<Integer, KeyIndex> keys = new ConcurrentSkipListMap<>();
    private final SealedKeys sealedKeys = new SealedKeys();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final BatchTimesIndex times = new BatchTimesIndex();
    private Settings settings = Settings.NEW_BOOK;
    private volatile Settings committedSettings = Settings.NEW_BOOK;
    private volatile long committedPosition;
    private volatile @Nullable BatchStamp committedBatch;

    private int[] touched = new int[1024];
    private long[] oldFigures = new long[1024 * 5];
    private int touches;
    private final List<Runnable> changes = new ArrayList<>();

    /** @param committedPosition last position that is sealed; memory begins after it */
    public BookState(LogShape shape, long committedPosition) {
        this.memory = new LogMemory(shape, committedPosition + 1);
        this.committedPosition = committedPosition;
    }

    public LogMemory memory() {
        return memory;
    }

    public Accounts accounts() {
        return accounts;
    }

    public BatchTimesIndex times() {
        return times;
    }

    public ReentrantReadWriteLock.ReadLock readLock() {
        return lock.readLock();
    }

    ReentrantReadWriteLock.WriteLock writeLock() {
        return lock.writeLock();
    }

    public Settings settings() {
        return settings;
    }

    public Settings committedSettings() {
        return committedSettings;
    }

    /** The newest batch whose rows are visible; null when all of them are sealed. */
    public @Nullable BatchStamp committedBatch() {
        return committedBatch;
    }

    public long committedPosition() {
        return committedPosition;
    }

    public long committedSeq() {
        return LedgerId.of(memory.book(), committedPosition);
    }

    // ---- changes by the writer, undoable

    /** Where to come back to. */
    public Mark mark() {
        return new Mark(touches, changes.size(), memory.nextPosition());
    }

    /** Notes an account's figures before they change. */
    public void touch(int number) {
        if (touches == touched.length) {
            touched = Arrays.copyOf(touched, touches * 2);
            oldFigures = Arrays.copyOf(oldFigures, touches * 10);
        }
        Accounts.Columns working = accounts.page(number).working;
        int at = Accounts.at(number);
        touched[touches] = number;
        int to = touches * 5;
        oldFigures[to] = working.posted[at];
        oldFigures[to + 1] = working.heldDebit[at];
        oldFigures[to + 2] = working.heldCredit[at];
        oldFigures[to + 3] = working.lastRow[at];
        oldFigures[to + 4] = working.seq[at];
        touches++;
    }

    public void openAccount(AccountOpening opening) {
        int number = opening.number();
        accounts.add(number, opening.path(), opening.currency(), opening.kind(), opening.seq());
        Accounts.Columns working = accounts.page(number).working;
        int at = Accounts.at(number);
        working.floor[at] = opening.floor();
        working.ceiling[at] = opening.ceiling();
        working.seq[at] = opening.seq();
        changes.add(() -> accounts.removeNewest(number));
        touch(number);
    }

    public void setLimits(int number, long floor, long ceiling) {
        Accounts.Columns working = accounts.page(number).working;
        int at = Accounts.at(number);
        long oldFloor = working.floor[at];
        long oldCeiling = working.ceiling[at];
        changes.add(() -> {
            working.floor[at] = oldFloor;
            working.ceiling[at] = oldCeiling;
        });
        working.floor[at] = floor;
        working.ceiling[at] = ceiling;
    }

    public void setStatus(int number, int status) {
        Accounts.Columns working = accounts.page(number).working;
        int at = Accounts.at(number);
        byte old = working.status[at];
        changes.add(() -> working.status[at] = old);
        working.status[at] = (byte) status;
    }

    public void setMetadata(int number, @Nullable String metadata) {
        Accounts.Columns working = accounts.page(number).working;
        int at = Accounts.at(number);
        String old = working.metadata[at];
        changes.add(() -> working.metadata[at] = old);
        working.metadata[at] = metadata;
    }

    public void setSettings(Settings changed) {
        Settings old = settings;
        changes.add(() -> settings = old);
        settings = changed;
    }

    public @Nullable Claim claim(long target) {
        return claims.get(target);
    }

    /** Replaces or adds a claim. */
    public void putClaim(Claim claim) {
        Claim old = claims.put(claim.target(), claim);
        updateDue(old, claim);
        claimChanges.add(claim);
        changes.add(() -> {
            claimChanges.removeLast();
            if (old == null) {
                claims.remove(claim.target());
            } else {
                claims.put(claim.target(), old);
            }
            updateDue(claim, old);
        });
    }

    private void updateDue(@Nullable Claim before, @Nullable Claim after) {
        if (before != null && isAwaited(before)) {
            due.remove(new Due(before.expiresAt(), before.target()));
        }
        if (after != null && isAwaited(after)) {
            due.add(new Due(after.expiresAt(), after.target()));
        }
    }

    private static boolean isAwaited(Claim claim) {
        return claim.kind() == Claim.Kind.HOLD && claim.state() == Claim.State.OPEN && claim.expiresAt() != Claim.NEVER;
    }

    public TreeSet<Due> due() {
        return due;
    }

    /** Files the key of a row under its hash. */
    public void addKey(long hash, long position) {
        KeyIndex index = keyIndex(position);
        index.add(hash, position);
        changes.add(() -> index.remove(hash, position));
    }

    private KeyIndex keyIndex(long position) {
        int partition = memory.partitionOf(position);
        return keys.computeIfAbsent(partition, p -> new KeyIndex((long) p << memory.partitionBits()));
    }

    /** Position of the row in memory that carries the key; 0 when there is none. */
    public long findKey(long hash, byte[] key) {
        for (KeyIndex index : keys.descendingMap().values()) {
            long position = index.find(hash, key, memory);
            if (position != 0) {
                return position;
            }
        }
        return 0;
    }

    /** Sealed partitions that may hold the key, newest first. */
    public List<Integer> sealedCandidates(long hash) {
        return sealedKeys.candidates(hash);
    }

    /** Takes back everything since the mark. */
    public void undoTo(Mark mark) {
        while (touches > mark.touches()) {
            touches--;
            int number = touched[touches];
            Accounts.Columns working = accounts.page(number).working;
            int at = Accounts.at(number);
            int from = touches * 5;
            working.posted[at] = oldFigures[from];
            working.heldDebit[at] = oldFigures[from + 1];
            working.heldCredit[at] = oldFigures[from + 2];
            working.lastRow[at] = oldFigures[from + 3];
            working.seq[at] = oldFigures[from + 4];
        }
        while (changes.size() > mark.changes()) {
            changes.removeLast().run();
        }
        memory.truncate(mark.position());
    }

    /** Makes everything since the last publication visible: it is committed. */
    public void publish(BatchStamp batch, long atMicros) {
        publishUpTo(batch, memory.nextPosition() - 1, atMicros);
    }

    /** Makes the rows up to a position, which were read from the log and applied, visible. */
    public void publishUpTo(BatchStamp batch, long last, long atMicros) {
        lock.writeLock().lock();
        try {
            long first = committedPosition + 1;
            for (int i = 0; i < touches; i++) {
                accounts.publish(touched[i]);
            }
            accounts.publishCount();
            for (Claim claim : claimChanges) {
                committedClaims.put(claim.target(), claim);
            }
            committedSettings = settings;
            if (last >= first) {
                times.add(batch.number(), first, atMicros);
            }
            committedPosition = last;
            committedBatch = batch;
        } finally {
            lock.writeLock().unlock();
        }
        touches = 0;
        changes.clear();
        claimChanges.clear();
    }

    // ---- loading, by the writer between batches

    /** Adds an account as a checkpoint has it. */
    public void loadAccount(AccountOpening opening, AccountFigures figures) {
        if (accounts.isInMemory(opening.number())) {
            return;
        }
        lock.writeLock().lock();
        try {
            accounts.add(opening.number(), opening.path(), opening.currency(), opening.kind(), opening.seq());
            int at = Accounts.at(opening.number());
            Accounts.Columns working = accounts.page(opening.number()).working;
            working.floor[at] = opening.floor();
            working.ceiling[at] = opening.ceiling();
            working.posted[at] = figures.posted();
            working.heldDebit[at] = figures.heldDebit();
            working.heldCredit[at] = figures.heldCredit();
            working.lastRow[at] = figures.lastRow();
            working.seq[at] = figures.seq();
            working.status[at] = (byte) figures.status();
            working.metadata[at] = figures.metadata();
            accounts.publish(opening.number());
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Adds a claim as a checkpoint has it. What was awaited by an older checkpoint may have been settled meanwhile by
     * another node; the rows that say so are then not applied again, so it is here that nobody waits any more.
     */
    public void loadClaim(Claim claim) {
        if (claims.putIfAbsent(claim.target(), claim) == null) {
            if (!isAwaited(claim)) {
                due.remove(new Due(claim.expiresAt(), claim.target()));
            }
            updateDue(null, claim);
            committedClaims.put(claim.target(), claim);
        }
    }

    public void loadDue(long expiresAt, long hold) {
        due.add(new Due(expiresAt, hold));
    }

    public void loadSettings(Settings loaded, int accountCount) {
        settings = loaded;
        committedSettings = loaded;
        accounts.setCount(accountCount);
    }

    /** Which keys sealed partitions may hold; {@link #retire} publishes what is prepared there. */
    public SealedKeys sealedKeys() {
        return sealedKeys;
    }

    // ---- sealing

    /** Hashes of the keys of a partition in memory; the partition is full and committed. */
    public long[] keyHashes(int partition) {
        KeyIndex index = keys.get(partition);
        return index == null ? new long[0] : index.hashes();
    }

    /**
     * Drops a sealed partition's rows and what it alone kept alive; its filter stands in for its keys.
     *
     * @param publishFilter what {@link SealedKeys#prepare} returned
     */
    public void retire(int partition, Runnable publishFilter) {
        long end = (long) (partition + 1) << memory.partitionBits();
        long endSeq = LedgerId.of(memory.book(), end);
        lock.writeLock().lock();
        try {
            publishFilter.run();
            keys.remove(partition);
            memory.dropBefore(end);
            times.dropBefore(end);
            claims.values().removeIf(claim -> claim.seq() < endSeq && !isAwaited(claim));
            committedClaims.values().removeIf(claim -> claim.seq() < endSeq && !isAwaited(claim));
        } finally {
            lock.writeLock().unlock();
        }
    }

    // ---- for readers, under the read lock

    public @Nullable Claim committedClaim(long target) {
        return committedClaims.get(target);
    }

    /** Committed holds in memory that are open; needs no lock. */
    public Stream<Long> openHolds() {
        return committedClaims.values().stream()
                .filter(claim -> claim.kind() == Claim.Kind.HOLD && claim.state() == Claim.State.OPEN)
                .map(Claim::target);
    }

    /** Position of a committed row that carries the key, 0 when memory has none. */
    public long findCommittedKey(long hash, byte[] key) {
        long position = findKey(hash, key);
        return position <= committedPosition ? position : 0;
    }

    /** Keys of rows after a position, decoded: what is lost when history was rewound to it. */
    public List<Key> keysAfter(long position) {
        List<Key> lost = new ArrayList<>();
        for (long row = Math.max(position + 1, memory.firstPosition()); row <= committedPosition; row++) {
            byte[] key = memory.key(row);
            if (key != null) {
                lost.add(KeyCodec.decode(key));
            }
        }
        return lost;
    }
}
