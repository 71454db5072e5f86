package io.bursar.books;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the doctor found when it last looked at the whole book.
 *
 * @param ranAt when it was done, by the database's clock; its age is that of the answer
 * @param took how long it looked, rests included
 * @param rows how many rows of the log it looked at
 * @param lastSeq the last of them
 * @param damages how many things do not fit, 0 when all is well
 * @param findings the first of them, and what is worth knowing though nothing is wrong, in words
 * @param imbalanceMinor what posted balances and holds miss from zero, over all currencies, in minor units; 0 when well
 */
public record DoctorStatus(
        Instant ranAt,
        Duration took,
        long rows,
        long lastSeq,
        long damages,
        List<String> findings,
        long imbalanceMinor) {
    public DoctorStatus {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is damaged. */
    public boolean isOk() {
        return damages == 0;
    }
}
