package io.bursar.engine.doctor;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the doctor found.
 *
 * @param at the database's clock at the end of the examination
 * @param lastSeq the last row that was examined
 * @param chained how far the chain of hashes goes
 * @param commands applied commands, expiries included
 * @param facts of these, how many were facts
 * @param findings the first twenty of each check, in the order of the log, then of the checkpoints
 * @param damages how many findings of each check there are in all
 * @param sums for each currency
 * @param beyondLimits accounts beyond a limit now, which facts and new limits may do; the first 1,000
 * @param healed accounts that a fact took beyond a limit and that are within it again
 */
public record DoctorReport(
        int book,
        Instant at,
        long lastSeq,
        long rows,
        Chained chained,
        long commands,
        long facts,
        long keys,
        double seconds,
        List<Finding> findings,
        Map<Check, Long> damages,
        List<CurrencySum> sums,
        List<Overdrawn> beyondLimits,
        long healed) {
    public DoctorReport {
        findings = List.copyOf(findings);
        damages = Map.copyOf(damages);
        sums = List.copyOf(sums);
        beyondLimits = List.copyOf(beyondLimits);
    }

    /**
     * @param upTo the last batch that has a hash, 0 for none; the newest ones get theirs within a second of a running
     *     engine
     * @param batches number of the last batch
     */
    public record Chained(long upTo, long batches) {}

    /**
     * @param posted sum of debits minus credits over all accounts, 0 when right
     * @param held sum of held debits minus held credits, 0 when right
     * @param debits sum of the accounts that have more debits than credits
     */
    public record CurrencySum(String currency, long accounts, long posted, long held, long debits) {}

    /**
     * @param low posted less held out, normal side
     * @param high posted and held in, normal side
     * @param limits as text, such as {@code floor 0}
     */
    public record Overdrawn(int account, String name, long low, long high, String limits) {}

    /** Whether nothing is damaged. */
    public boolean isClean() {
        return damages.isEmpty();
    }

    /** Checks that found damage. */
    public Set<Check> failed() {
        return new TreeSet<>(damages.keySet());
    }

    /** Writes it for people. */
    public void print(PrintStream out) {
        out.printf(
                "Book %d up to row %d: %,d rows, %,d commands, %,d keys in %.1f s (%,.0f rows/s)%n",
                book, lastSeq & ((1L << 44) - 1), rows, commands, keys, seconds, rows / Math.max(seconds, 0.001));
        for (CurrencySum sum : sums) {
            out.printf(
                    "  %-12s %,d accounts, posted sums to %d, held to %d, balances on the debit side %,d%n",
                    sum.currency(), sum.accounts(), sum.posted(), sum.held(), sum.debits());
        }
        out.printf("  chain: %,d of %,d batches%n", chained.upTo(), chained.batches());
        out.printf("  facts: %,d; accounts beyond a limit: %d now, %d healed%n", facts, beyondLimits.size(), healed);
        for (Overdrawn account : beyondLimits) {
            out.printf(
                    "    account %d (%s): %d to %d, %s%n",
                    account.account(), account.name(), account.low(), account.high(), account.limits());
        }
        for (Finding finding : findings) {
            out.println("  " + finding);
        }
        damages.forEach((check, count) -> {
            if (count > Findings.KEPT_PER_CHECK) {
                out.printf("  %s: %,d findings in all%n", check, count);
            }
        });
        out.println(isClean() ? "Clean: every check passed." : "DAMAGED: " + failed());
    }
}
