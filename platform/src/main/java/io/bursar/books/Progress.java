package io.bursar.books;

import io.bursar.engine.BookFile;
import java.io.PrintStream;
import java.util.Locale;

/** Says every five seconds how far a book is read or written: a share, rows, and rows a second since the last word. */
final class Progress implements BookFile.Progress {
    private static final long EVERY_NS = 5_000_000_000L;

    private final PrintStream out;
    private final Share share;
    private long saidNs = System.nanoTime();
    private long saidRows;

    /** How much is done, 0 to 1. */
    @FunctionalInterface
    interface Share {
        double of(long rows);
    }

    Progress(PrintStream out, Share share) {
        this.out = out;
        this.share = share;
    }

    @Override
    public void rows(long done) {
        long now = System.nanoTime();
        if (now - saidNs >= EVERY_NS) {
            double percent = 100 * Math.clamp(share.of(done), 0, 1);
            long perSecond = (long) ((done - saidRows) / ((now - saidNs) / 1e9));
            out.println(String.format(Locale.ROOT, "%3.0f %%  %,d rows, %,d rows/s", percent, done, perSecond));
            saidNs = now;
            saidRows = done;
        }
    }
}
