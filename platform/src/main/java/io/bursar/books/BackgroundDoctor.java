package io.bursar.books;

import io.bursar.books.DoctorStatus.Failure;
import io.bursar.books.DoctorStatus.Last;
import io.bursar.books.DoctorStatus.Now;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.FilterCheck;
import io.bursar.ledger.Checkup;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the books, one after another, again and again while the service runs, at a pace that leaves the machine to
 * others; and at once, without rests, when somebody asks. It does one look at a time. A look that cannot be finished is
 * told to the log and tried again; the last answer stays, and grows old.
 */
public final class BackgroundDoctor implements Checkup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundDoctor.class);

    /** It stops at the next row; a query that takes longer is left to fail when its connection is closed. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /** No book has it: it wakes the thread to see that it is to stop. */
    private static final int NO_BOOK = 0;

    private final Practice practice;
    private final DoctorSchedule schedule;
    private final Doctor resting;
    private final Doctor hurried;
    private final Thread thread = Thread.ofPlatform().name("doctor").daemon().unstarted(this::run);
    private final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
    private final Set<Integer> waiting = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Found> found = new ConcurrentHashMap<>();
    private final Map<Integer, Failed> failed = new ConcurrentHashMap<>();
    private volatile @Nullable Look look;
    private volatile boolean isStopping;

    private record Found(DoctorReport report, long atNs) {}

    private record Failed(String reason, long atNs) {}

    private record Look(int book, long sinceNs, Doctor doctor) {}

    /** What it works on. */
    interface Practice {
        /** Which books there are now. */
        List<Integer> books();

        /** A book was found to be clean up to the end of the report. */
        default void proved(DoctorReport report) throws SQLException {}
    }

    private BackgroundDoctor(DataSource database, Practice practice, DoctorSchedule schedule) {
        this.practice = practice;
        this.schedule = schedule;
        this.resting = Doctor.inBackground(database, schedule.percent());
        this.hurried = new Doctor(database, FilterCheck.ofEngine());
    }

    static BackgroundDoctor start(DataSource database, Practice practice, DoctorSchedule schedule) {
        BackgroundDoctor started = new BackgroundDoctor(database, practice, schedule);
        started.thread.start();
        return started;
    }

    /** When it looks by itself. */
    public DoctorSchedule schedule() {
        return schedule;
    }

    /** Where it stands with a book. */
    public DoctorStatus status(int book) {
        // What it does is read first: a look that ends meanwhile is then shown as under way, never as lost.
        Now now = now(book);
        Optional<Last> last =
                Optional.ofNullable(found.get(book)).map(each -> new Last(each.report(), since(each.atNs())));
        Optional<Failure> failure =
                Optional.ofNullable(failed.get(book)).map(each -> new Failure(each.reason(), since(each.atNs())));
        return new DoctorStatus(last, failure, now);
    }

    private Now now(int book) {
        Look current = look;
        if (current != null && current.book() == book) {
            return new Now.Looking(since(current.sinceNs()), current.doctor().rowsRead());
        }
        return waiting.contains(book) ? new Now.Waiting() : new Now.Resting();
    }

    private static Duration since(long ns) {
        return Duration.ofNanos(System.nanoTime() - ns);
    }

    /**
     * Asks for a look at a book now. Whatever look is under way is hurried, also when it is at another book; one at the
     * same book serves for this one.
     *
     * @return whether a look was begun for it; not when one was under way, or asked for, already
     */
    public synchronized boolean ask(int book) {
        resting.hurry();
        boolean isNew = now(book) instanceof Now.Resting;
        if (isNew) {
            waiting.add(book);
            asked.add(book);
        }
        return isNew;
    }

    @Override
    public Optional<Result> last(int book) {
        return Optional.ofNullable(found.get(book))
                .map(each -> new Result(each.report().at(), damages(each.report())));
    }

    private static long damages(DoctorReport report) {
        return report.damages().values().stream().mapToLong(Long::longValue).sum();
    }

    private void run() {
        try {
            long dueNs = System.nanoTime() + schedule.firstAfter().toNanos();
            while (!isStopping) {
                long waitNs = schedule.looksByItself() ? dueNs - System.nanoTime() : Long.MAX_VALUE;
                Integer book = asked.poll(waitNs, TimeUnit.NANOSECONDS);
                if (book != null) {
                    lookAsAsked(book);
                } else if (schedule.looksByItself()) {
                    lookAtAll();
                    dueNs = System.nanoTime() + schedule.between().toNanos();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtAll() {
        try {
            for (int book : practice.books()) {
                for (Integer first = asked.poll(); first != null; first = asked.poll()) {
                    lookAsAsked(first);
                }
                look(book, resting);
            }
        } catch (RuntimeException failed) {
            LOG.error("the doctor could not find out which books there are; it will try again", failed);
        }
    }

    private void lookAsAsked(int book) {
        if (book != NO_BOOK) {
            look(book, hurried);
        }
    }

    private void look(int book, Doctor doctor) {
        if (isStopping) {
            return;
        }
        look = new Look(book, System.nanoTime(), doctor);
        waiting.remove(book);
        try {
            DoctorReport report = doctor.examine(book);
            found.put(book, new Found(report, System.nanoTime()));
            failed.remove(book);
            tell(report);
        } catch (CancellationException stopped) {
            LOG.debug("the doctor was stopped while it looked");
        } catch (SQLException | RuntimeException broken) {
            if (isStopping) {
                LOG.debug("the doctor was stopped while it looked", broken);
                return;
            }
            // What is damaged beyond reading must not end the looking: the answer grows old, and that is seen.
            failed.put(book, new Failed(String.valueOf(broken.getMessage()), System.nanoTime()));
            LOG.error("the doctor could not look at the book; it will try again book={}", book, broken);
        } finally {
            look = null;
        }
    }

    private void tell(DoctorReport report) throws SQLException {
        if (report.isClean()) {
            practice.proved(report);
        } else {
            LOG.error(
                    "the doctor found damage book={} findings={} checks={}",
                    report.book(),
                    damages(report),
                    report.failed());
        }
    }

    /** Stops it, in the middle of a look if need be. */
    @Override
    public void close() {
        isStopping = true;
        asked.add(NO_BOOK);
        resting.stop();
        hurried.stop();
        try {
            thread.join(STOP_WITHIN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
