package io.bursar.imports;

import io.bursar.engine.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What became of the rows. */
final class Tally {
    /** More refused rows than this say that something is wrong with all of them. */
    static final long REFUSED_MAX = 1_000;

    private static final int EXAMPLES = 10;

    private long booked;
    private long repeated;
    private long withoutAmount;
    private long skipped;
    private long bad;
    private long refused;
    private long topUps;
    private long topUpMinor;
    private final List<String> examples = new ArrayList<>();

    /** @param topUp minor units that were booked with the row */
    void booked(long topUp) {
        booked++;
        if (topUp > 0) {
            topUps++;
            topUpMinor += topUp;
        }
    }

    void repeated() {
        repeated++;
    }

    /** Rows that an earlier run is known to have booked. */
    void skipped(long rows) {
        skipped += rows;
    }

    void hadNoAmount() {
        withoutAmount++;
    }

    void wasBad() {
        bad++;
    }

    void refused(CardRow row, Outcome outcome) {
        refused++;
        if (examples.size() < EXAMPLES) {
            examples.add("line " + row.line() + ", id " + row.id() + ": " + Reasons.of(outcome));
        }
    }

    long settled() {
        return booked + already() + refused;
    }

    long rows() {
        return settled() + withoutAmount + bad;
    }

    long booked() {
        return booked;
    }

    long already() {
        return repeated + skipped;
    }

    long refused() {
        return refused;
    }

    long bad() {
        return bad;
    }

    long withoutAmount() {
        return withoutAmount;
    }

    long topUps() {
        return topUps;
    }

    long topUpMinor() {
        return topUpMinor;
    }

    List<String> examples() {
        return List.copyOf(examples);
    }
}
