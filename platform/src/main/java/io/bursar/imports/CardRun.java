package io.bursar.imports;

import io.bursar.database.Database;
import io.bursar.engine.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One import, from the first row to the last. */
final class CardRun {
    /** Parts between two places at which it is written down how far the file is booked. */
    private static final int PARTS = 5;

    private final CardFile file;
    private final Mapping mapping;
    private final @Nullable Rejects rejects;
    private final Progress progress;
    private final int partRows;
    private final Tally tally = new Tally();
    private final TopUps topUps;
    private final BookedPrefixes prefixes;
    private final Pipeline pipeline;
    private boolean isWhole = true;

    /**
     * @param rejects where bad rows go; null: the first one stops the import
     * @param partRows rows that go to the ledger together
     */
    CardRun(Input input, @Nullable Rejects rejects, Database database, Ledger ledger, Progress progress) {
        this.file = input.file();
        this.mapping = input.mapping();
        this.partRows = input.partRows();
        this.rejects = rejects;
        this.progress = progress;
        this.topUps = new TopUps(mapping.stepMinor());
        this.prefixes = new BookedPrefixes(database.app(), mapping, input.book());
        this.pipeline = new Pipeline(ledger, this::settled);
    }

    /**
     * What is read and how.
     *
     * @param partRows rows that go to the ledger together
     * @param book number of the book that it goes into
     */
    record Input(CardFile file, Mapping mapping, int partRows, int book) {}

    Tally tally() {
        return tally;
    }

    /** @throws ImportStopped when it cannot go on; the rows before that are booked */
    void run() {
        List<CardRow> chunk = new ArrayList<>();
        try {
            boolean isMore = true;
            while (isMore) {
                try {
                    CardRow row = file.next();
                    isMore = row != null;
                    if (row != null) {
                        take(row, chunk);
                    }
                } catch (BadRowException bad) {
                    reject(bad);
                }
            }
        } finally {
            // Rows before the one that stopped it are good.
            send(chunk);
            pipeline.drain();
        }
    }

    private void take(CardRow row, List<CardRow> chunk) {
        if (!row.movesMoney()) {
            tally.hadNoAmount();
            return;
        }
        chunk.add(row);
        if (chunk.size() == partRows * PARTS) {
            send(chunk);
            chunk.clear();
        }
    }

    private void reject(BadRowException bad) {
        tally.wasBad();
        if (rejects == null) {
            throw new ImportStopped(bad.getMessage() + ".\nThe rows before it are booked. Mend it and import again, or"
                    + " leave bad rows out: --skip-bad FILE writes them there.");
        }
        rejects.add(bad, file.fields());
    }

    private void send(List<CardRow> chunk) {
        if (chunk.isEmpty()) {
            return;
        }
        chunk.forEach(prefixes::extend);
        BookedPrefixes.Prefix prefix = prefixes.prefix();
        boolean isBooked = prefixes.isBooked(prefix);
        Part part = new Part();
        for (CardRow row : chunk) {
            long topUp = topUps.before(row);
            if (!isBooked) {
                if (part.size() == partRows) {
                    pipeline.send(part);
                    part = new Part();
                }
                part.add(row, topUp, mapping);
            }
        }
        if (isBooked) {
            tally.skipped(chunk.size());
        } else {
            part.ends(prefix);
            pipeline.send(part);
        }
        progress.at(tally, file);
    }

    private void settled(Part part) {
        isWhole &= part.tell(tally);
        BookedPrefixes.Prefix prefix = part.prefix();
        if (prefix != null && isWhole) {
            prefixes.add(prefix);
        }
        progress.at(tally, file);
        if (tally.refused() > Tally.REFUSED_MAX) {
            throw new ImportStopped("More than " + Tally.REFUSED_MAX + " rows were refused; the first ones are below.");
        }
    }
}
