package io.bursar.console.pages;

import io.bursar.books.Checkpoints;
import io.bursar.books.DoctorStatus;
import io.bursar.database.StartRefused;
import io.bursar.engine.BookFile;
import io.bursar.engine.ChainLink;
import io.bursar.engine.LedgerId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chain of hashes and its signed checkpoints: what shows others that nothing was changed. */
final class ProofRoom {
    private static final Logger LOG = LoggerFactory.getLogger(ProofRoom.class);
    private static final int ROWS = 25;
    private static final int EXPORTED_MAX = 10_000;

    private final Press press;
    private final Shelf.Spot spot;
    private final Checkpoints checkpoints;
    private final DoctorStatus doctor;

    ProofRoom(Press press, Shelf.Spot spot, Checkpoints checkpoints, DoctorStatus doctor) {
        this.press = press;
        this.spot = spot;
        this.checkpoints = checkpoints;
        this.doctor = doctor;
    }

    /**
     * @param end of the chain; empty: nothing is chained
     * @param waits whether the newest rows are not chained yet
     * @param older address of the page of older checkpoints; empty: there are none
     */
    record Proof(
            Optional<ChainLink> end,
            boolean waits,
            List<Checkpoints.Signed> checkpoints,
            boolean isFirst,
            String older,
            DoctorStatus doctor,
            String key,
            Commands commands) {
        /** Whether a checkpoint stands for everything that is chained. */
        boolean isSigned() {
            return end.isPresent()
                    && !checkpoints.isEmpty()
                    && checkpoints.getFirst().link().batch() == end.get().batch();
        }
    }

    /** What one types to verify it oneself. */
    record Commands(String export, String verify) {
        static Commands of(int book, String key) {
            String file = "book-" + book + ".jsonl.gz";
            String number = book == io.bursar.ledger.Book.NUMBER ? "" : " --book " + book;
            String signer = key.isEmpty() ? "" : " --key " + key;
            return new Commands(
                    "./bursar export book " + file + number,
                    "./bursar verify " + file + " --checkpoint checkpoints-" + book + ".jsonl" + signer);
        }
    }

    /** Where a row is in the chain. @param isProved whether the doctor's last look was clean and went that far */
    record Place(
            Optional<ChainLink> link, Optional<Checkpoints.Signed> checkpoint, boolean isProved, Commands commands) {}

    /** @param seq a row of this book */
    Place placeOf(long seq) {
        Optional<ChainLink> link = link(seq);
        Optional<Checkpoints.Signed> covering = link.flatMap(each -> checkpoints.covering(spot.book(), each.batch()));
        boolean isProved = doctor.last()
                .filter(last -> last.report().isClean() && last.report().lastSeq() >= seq)
                .isPresent();
        String key = covering.map(Checkpoints.Signed::key).orElse("");
        return new Place(link, covering, isProved, Commands.of(spot.book(), key));
    }

    private Optional<ChainLink> link(long seq) {
        try {
            return checkpoints.link(seq);
        } catch (SQLException unreadable) {
            throw new org.springframework.jdbc.UncategorizedSQLException("reading the chain", null, unreadable);
        }
    }

    Page show(Visit visit) {
        long newest = spot.reader().committedSeq();
        boolean isEmpty = LedgerId.position(newest) == 0;
        Optional<ChainLink> end = isEmpty ? Optional.empty() : link(newest);
        boolean waits = !isEmpty && end.isEmpty();
        long before = visit.number("before").orElse(Long.MAX_VALUE);
        List<Checkpoints.Signed> found = checkpoints.list(spot.book(), before, ROWS + 1);
        List<Checkpoints.Signed> shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
        String older =
                found.size() > ROWS ? "/proof?before=" + shown.getLast().link().batch() : "";
        String key = shown.isEmpty() ? "" : shown.getFirst().key();
        boolean isFirst = before == Long.MAX_VALUE;
        Proof proof = new Proof(end, waits, shown, isFirst, older, doctor, key, Commands.of(spot.book(), key));
        return press.page(visit, "Proof", "proof", proof);
    }

    /** The signed lines as a file for the verifier: all of them as {@code checkpoints.jsonl}, or that of a batch. */
    Page file(Visit visit) {
        if (!visit.thing().matches("checkpoints\\.jsonl|[0-9]{1,18}\\.jsonl")) {
            return press.missing(visit, "This file");
        }
        String name = visit.thing().substring(0, visit.thing().indexOf('.'));
        boolean isAll = name.equals("checkpoints");
        List<Checkpoints.Signed> found = isAll
                ? checkpoints.list(spot.book(), Long.MAX_VALUE, EXPORTED_MAX)
                : checkpoints.list(spot.book(), Long.parseLong(name) + 1, 1).stream()
                        .filter(each -> each.link().batch() == Long.parseLong(name))
                        .toList();
        if (found.isEmpty()) {
            return press.missing(visit, "This checkpoint");
        }
        StringBuilder lines = new StringBuilder();
        found.forEach(each -> lines.append(each.line()).append('\n'));
        String file = isAll ? "checkpoints-" + spot.book() : "checkpoint-" + spot.book() + "-" + name;
        return Page.file(file + ".jsonl", "application/jsonl", Page.text(lines.toString()));
    }

    Page sign(Visit visit) {
        try {
            Optional<Checkpoints.Signed> signed = checkpoints.sign(spot.book());
            LOG.info(
                    "a checkpoint was signed book={} batch={} session={}",
                    spot.book(),
                    signed.map(each -> each.link().batch()).orElse(0L),
                    visit.session().name());
            return press.redirect("/proof");
        } catch (StartRefused | BookFile.Damaged refused) {
            return press.page(visit, "Not signed", "refused", String.valueOf(refused.getMessage()));
        } catch (SQLException unreadable) {
            throw new org.springframework.jdbc.UncategorizedSQLException("signing a checkpoint", null, unreadable);
        }
    }
}
