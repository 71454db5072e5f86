package io.bursar.console.pages;

import io.bursar.books.BackgroundDoctor;
import io.bursar.books.DoctorSchedule;
import io.bursar.books.DoctorStatus;
import io.bursar.books.DoctorStatus.Now.Looking;
import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.Check;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.Finding;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the doctor says. */
final class DoctorRoom {
    private static final Logger LOG = LoggerFactory.getLogger(DoctorRoom.class);

    private final Press press;
    private final Shelf.Spot spot;
    private final BackgroundDoctor doctor;

    DoctorRoom(Press press, Shelf.Spot spot, BackgroundDoctor doctor) {
        this.press = press;
        this.spot = spot;
        this.doctor = doctor;
    }

    /** @param rows of the book when the page was made */
    record Health(DoctorStatus status, DoctorSchedule schedule, long rows) {
        Check[] checks() {
            return Check.values();
        }

        /** When it looks by itself, in words. */
        String habit() {
            return schedule.looksByItself()
                    ? "It looks by itself every " + Show.span(schedule.between()) + ", at " + schedule.percent()
                            + " % of its speed. A look that you ask for does not rest."
                    : "It looks only when asked: BURSAR_DOCTOR_EVERY is off.";
        }

        /** What a look has got to, in words. */
        String progress(Looking looking) {
            long perSecond =
                    looking.rows() * 1_000 / Math.max(1, looking.since().toMillis());
            String speed = looking.rows() == 0 ? "" : ", " + Show.count(perSecond) + " rows/s";
            return "Read " + Show.count(looking.rows()) + " of " + Show.count(rows) + " rows, for "
                    + Show.span(looking.since()) + speed + ".";
        }
    }

    /** What is wrong in one way. @param count of findings in all; the first twenty are kept */
    record Ailment(Check check, long count, List<Finding> findings) {
        boolean isDamage() {
            return findings.stream().anyMatch(each -> each.severity() == Finding.Severity.DAMAGE);
        }
    }

    /** By check, what is wrong before what is worth knowing. */
    static List<Ailment> ailments(DoctorReport report) {
        return report.findings().stream()
                .map(Finding::check)
                .distinct()
                .sorted()
                .map(check -> ailment(report, check))
                .sorted(java.util.Comparator.comparing(each -> !each.isDamage()))
                .toList();
    }

    private static Ailment ailment(DoctorReport report, Check check) {
        List<Finding> findings =
                report.findings().stream().filter(each -> each.check() == check).toList();
        return new Ailment(check, report.damages().getOrDefault(check, (long) findings.size()), findings);
    }

    static String speed(DoctorReport report) {
        return Show.count((long) (report.rows() / Math.max(report.seconds(), 0.001))) + " rows/s";
    }

    static String took(DoctorReport report) {
        return report.seconds() < 10
                ? String.format(Locale.ROOT, "%.1f s", report.seconds())
                : Show.span(java.time.Duration.ofSeconds((long) report.seconds()));
    }

    Page show(Visit visit) {
        Health health = new Health(
                doctor.status(spot.book()),
                doctor.schedule(),
                LedgerId.position(spot.reader().committedSeq()));
        return press.page(visit, "Doctor", "doctor", health);
    }

    Page examine(Visit visit) {
        boolean isNew = doctor.ask(spot.book());
        LOG.info(
                "the doctor was asked to look book={} session={} begun={}",
                spot.book(),
                visit.session().name(),
                isNew);
        return press.redirect("/doctor");
    }
}
