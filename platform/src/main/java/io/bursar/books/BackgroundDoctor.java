package io.bursar.books;

import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.Finding;
import io.bursar.ledger.Checkup;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the books, one after another, again and again while the service runs, at a pace that leaves the machine to
 * others. A look that cannot be finished is told to the log and tried again; the last answer stays, and grows old.
 */
public final class BackgroundDoctor implements Checkup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundDoctor.class);

    /** It stops at the next row; a query that takes longer is left to fail when its connection is closed. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Books books;
    private final DoctorSchedule schedule;
    private final Doctor doctor;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("doctor").daemon().unstarted(this::run);
    private final Map<Integer, DoctorStatus> last = new ConcurrentHashMap<>();

    /** Which books there are now. */
    @FunctionalInterface
    interface Books {
        List<Integer> numbers();
    }

    private BackgroundDoctor(DataSource database, Books books, DoctorSchedule schedule) {
        this.books = books;
        this.schedule = schedule;
        this.doctor = Doctor.inBackground(database, schedule.percent());
    }

    static BackgroundDoctor start(DataSource database, Books books, DoctorSchedule schedule) {
        BackgroundDoctor started = new BackgroundDoctor(database, books, schedule);
        started.thread.start();
        return started;
    }

    /** What it found in a book last; empty before it was through for the first time. */
    public Optional<DoctorStatus> status(int book) {
        return Optional.ofNullable(last.get(book));
    }

    @Override
    public Optional<Result> last(int book) {
        return status(book).map(status -> new Result(status.ranAt(), status.damages()));
    }

    private void run() {
        try {
            Duration wait = schedule.firstAfter();
            while (!stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                lookAtAll();
                wait = schedule.between();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtAll() {
        try {
            books.numbers().forEach(this::look);
        } catch (RuntimeException failed) {
            LOG.error("the doctor could not find out which books there are; it will try again", failed);
        }
    }

    private void look(int book) {
        try {
            DoctorReport report = doctor.examine(book);
            DoctorStatus status = status(report);
            last.put(book, status);
            if (!status.isOk()) {
                LOG.error(
                        "the doctor found damage book={} findings={} checks={}",
                        book,
                        status.damages(),
                        report.failed());
            }
        } catch (CancellationException stopped) {
            LOG.debug("the doctor was stopped while it looked");
        } catch (SQLException | RuntimeException failed) {
            // What is damaged beyond reading must not end the looking: the answer grows old, and that is seen.
            LOG.error("the doctor could not look at the book; it will try again book={}", book, failed);
        }
    }

    private static DoctorStatus status(DoctorReport report) {
        long imbalance = report.sums().stream()
                .mapToLong(sum -> Math.abs(sum.posted()) + Math.abs(sum.held()))
                .sum();
        return new DoctorStatus(
                report.at(),
                Duration.ofNanos((long) (report.seconds() * 1e9)),
                report.rows(),
                report.lastSeq(),
                report.damages().values().stream().mapToLong(Long::longValue).sum(),
                report.findings().stream().map(Finding::toString).toList(),
                imbalance);
    }

    /** Stops it, in the middle of a look if need be. */
    @Override
    public void close() {
        stopping.countDown();
        doctor.stop();
        try {
            thread.join(STOP_WITHIN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
