package io.bursar.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One process per home. The kernel drops the lock with the process, so a dead one never blocks the next. */
final class HomeLock implements AutoCloseable {
    /**
     * Homes locked by this very process. Checked first, because a process that opens and closes a file it has locked
     * already loses the lock: POSIX counts locks by process, not by channel.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final FileChannel channel;

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    static HomeLock take(Path home) throws IOException {
        if (!OURS.add(home)) {
            throw new EmbeddedPostgresException("This process already runs the PostgreSQL in " + home + ".");
        }
        boolean isTaken = false;
        try {
            HomeLock lock = lock(home);
            isTaken = true;
            return lock;
        } finally {
            if (!isTaken) {
                OURS.remove(home);
            }
        }
    }

    private static HomeLock lock(Path home) throws IOException {
        Path file = home.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new HomeTakenException("Another Bursar (process "
                    + Files.readString(file).strip() + ") runs on " + home
                    + ". Stop it first, or give this one a directory of its own by BURSAR_HOME.");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
        return new HomeLock(home, channel);
    }

    /** Closing again does nothing: by then the home may be another's. */
    @Override
    public synchronized void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            OURS.remove(home);
        }
    }
}
