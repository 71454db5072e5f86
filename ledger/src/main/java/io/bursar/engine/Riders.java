package io.bursar.engine;

import java.util.List;

/**
 * Business rows that are written in the same commit as a command's money, or not at all.
 *
 * @param subject the business row that the command is about, such as {@code payment pi_01k…}; two commands on one
 *     subject never share a batch, the second is answered {@link Outcome.Conflict}
 * @param version the version of that row which the use case read; statements compare it themselves
 * @param calls run in order of their statements' registration
 */
public record Riders(String subject, long version, List<Call> calls) {
    public Riders {
        calls = List.copyOf(calls);
    }

    /**
     * One row's worth of parameters for a registered statement.
     *
     * @param statement name under which the statement was registered
     * @param parameters one for each of the statement's columns: a value of that column's Java type, null, or an
     *     {@link Evaluated} that is filled in when it is known
     */
    public record Call(String statement, List<Object> parameters) {
        public Call {
            parameters = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(parameters));
        }
    }

    /** What only evaluation knows. */
    public sealed interface Evaluated {
        /** The id of the transaction, hold or other command: a bigint. */
        record Id() implements Evaluated {}

        /** The batch's time: a timestamptz. */
        record RecordedAt() implements Evaluated {}

        /** The posted balance after the command, on the account's normal side: a bigint, null if it has no account. */
        record BalanceAfter(AccountRef account) implements Evaluated {}
    }
}
