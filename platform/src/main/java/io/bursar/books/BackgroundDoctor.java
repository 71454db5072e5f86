package io.bursar.books;

import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.Finding;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the book again and again while the service runs, at a pace that leaves the machine to others. A look that
 * cannot be finished is told to the log and tried again; the last answer stays, and grows old.
 */
public final class BackgroundDoctor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundDoctor.class);

    /** It stops at the next row; a query that takes longer is left to fail when its connection is closed. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final int book;
    private final DoctorSchedule schedule;
    private final Doctor doctor;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("doctor").daemon().unstarted(this::run);
    private volatile @Nullable DoctorStatus last;

    private BackgroundDoctor(DataSource database, int book, DoctorSchedule schedule) {
        this.book = book;
        this.schedule = schedule;
        this.doctor = Doctor.inBackground(database, schedule.percent());
    }

    static BackgroundDoctor start(DataSource database, int book, DoctorSchedule schedule) {
        BackgroundDoctor started = new BackgroundDoctor(database, book, schedule);
        started.thread.start();
        return started;
    }

    /** What it found last; empty before it was through for the first time. */
    public Optional<DoctorStatus> last() {
        return Optional.ofNullable(last);
    }

    private void run() {
        try {
            Duration wait = schedule.firstAfter();
            while (!stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
                wait = schedule.between();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            DoctorReport report = doctor.examine(book);
            DoctorStatus status = status(report);
            last = status;
            if (!status.isOk()) {
                LOG.error("the doctor found damage findings={} checks={}", status.damages(), report.failed());
            }
        } catch (CancellationException stopped) {
            LOG.debug("the doctor was stopped while it looked");
        } catch (SQLException | RuntimeException failed) {
            // What is damaged beyond reading must not end the looking: the answer grows old, and that is seen.
            LOG.error("the doctor could not look at the book; it will try again", failed);
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
