package io.bursar.imports;

import java.io.PrintStream;
import java.util.Locale;

/** Tells how far it is: a bar on a terminal, a line now and then elsewhere. */
final class Progress {
    private static final int BAR = 30;
    private static final long BAR_EVERY_NS = 200_000_000L;
    private static final long LINE_EVERY_NS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean isTerminal;
    private final long bytes;
    private final long begunNs = System.nanoTime();
    private long shownNs = begunNs;
    private int width;

    /** @param bytes of the whole file; 0: nobody knows */
    Progress(PrintStream out, boolean isTerminal, long bytes) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.bytes = bytes;
    }

    /** Shows where things stand, when it is time for it. */
    void at(Tally tally, CardFile file) {
        long now = System.nanoTime();
        if (now - shownNs >= (isTerminal ? BAR_EVERY_NS : LINE_EVERY_NS)) {
            shownNs = now;
            show(text(tally, file.bytesRead(), seconds(now)));
        }
    }

    /** Takes the bar away, so that what follows stands alone. */
    void clear() {
        if (isTerminal && width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
            width = 0;
        }
    }

    double seconds() {
        return seconds(System.nanoTime());
    }

    private double seconds(long nowNs) {
        return (nowNs - begunNs) / 1e9;
    }

    private void show(String text) {
        if (isTerminal) {
            out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            width = text.length();
            out.flush();
        } else {
            out.println(text);
        }
    }

    private String text(Tally tally, long read, double seconds) {
        String rows =
                String.format(Locale.ROOT, "%,d rows, %,d rows/s", tally.settled(), (long) (tally.settled() / seconds));
        if (bytes == 0) {
            return rows;
        }
        double share = Math.min(1, (double) read / bytes);
        int full = (int) (share * BAR);
        String bar = isTerminal ? "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " : "";
        return String.format(Locale.ROOT, "%s%3.0f %%  %s", bar, share * 100, rows);
    }
}
