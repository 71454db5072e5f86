package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.Pace;
import io.bursar.engine.doctor.scan.Snapshot;
import java.io.PrintStream;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Recomputes a book from its log: orders, balances, pointers, limits, holds, reversals, keys, checkpoints, seals and
 * hashes. It sees one moment of the database and may run beside live writers; nothing is written. The role needs to
 * read the schema {@code ledger}. Two connections are used; memory grows with accounts, holds and reversals, not with
 * rows.
 */
public final class Doctor {
    private final DataSource database;
    private final FilterCheck filters;
    private final Pace pace;

    public Doctor(DataSource database, FilterCheck filters) {
        this(database, filters, Pace.full());
    }

    private Doctor(DataSource database, FilterCheck filters, Pace pace) {
        this.database = database;
        this.filters = filters;
        this.pace = pace;
    }

    /**
     * One that leaves the machine to others. It rests while it reads sealed partitions; others it reads in one go,
     * because sealing waits for whoever reads them.
     *
     * @param percent of the time that it works, 1 to 100
     */
    public static Doctor inBackground(DataSource database, int percent) {
        return new Doctor(database, FilterCheck.ofEngine(), Pace.ofPercent(percent));
    }

    /** Ends the examination under way and all later ones, with a {@link java.util.concurrent.CancellationException}. */
    public void stop() {
        pace.stop();
    }

    /** Has the examination under way go on without rests: somebody waits for it. Later ones rest again. */
    public void hurry() {
        pace.hurry();
    }

    /** How many rows of the log the examination under way has read, to about a thousand. */
    public long rowsRead() {
        return pace.rowsRead();
    }

    /** Examines a book up to the last batch of this moment. One at a time. */
    public DoctorReport examine(int book) throws SQLException {
        pace.begin();
        try (Snapshot snapshot = Snapshot.of(database);
                Examination examination = new Examination(snapshot, book, filters, pace)) {
            return examination.run();
        }
    }

    /** Examines a book and prints the report. @return the report; the caller decides what follows from it */
    public static DoctorReport run(DataSource database, int book, PrintStream out) throws SQLException {
        DoctorReport report = new Doctor(database, FilterCheck.ofEngine()).examine(book);
        report.print(out);
        return report;
    }
}
