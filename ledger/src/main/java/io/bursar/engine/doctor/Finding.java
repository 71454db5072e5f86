package io.bursar.engine.doctor;

import io.bursar.engine.LedgerId;

/**
 * Something that does not fit.
 *
 * @param message what was expected and what is there
 */
public record Finding(Check check, Severity severity, Place place, String message) {
    /** Whether the book is wrong. */
    public enum Severity {
        /** What is stored contradicts itself. */
        DAMAGE,
        /** Worth knowing, nothing is wrong. */
        NOTICE
    }

    /** Where it is. */
    public sealed interface Place {
        /** @param seq row of the log */
        record Row(long seq) implements Place {
            @Override
            public String toString() {
                return "row " + LedgerId.position(seq);
            }
        }

        /** @param number of the account in its book */
        record Account(int number) implements Place {
            @Override
            public String toString() {
                return "account " + number;
            }
        }

        /** @param number of the batch in its book */
        record Batch(long number) implements Place {
            @Override
            public String toString() {
                return "batch " + number;
            }
        }

        /** @param number of the partition in its book */
        record Partition(int number) implements Place {
            @Override
            public String toString() {
                return "partition " + number;
            }
        }

        /** @param target id of a hold or a transaction from which something was taken */
        record Claim(long target) implements Place {
            @Override
            public String toString() {
                return "claim on " + LedgerId.position(target);
            }
        }

        /** The book as a whole. */
        record Book(int number) implements Place {
            @Override
            public String toString() {
                return "book " + number;
            }
        }
    }

    @Override
    public String toString() {
        return severity + " " + check + " at " + place + ": " + message;
    }
}
