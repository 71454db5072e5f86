package io.bursar.engine;

/**
 * What a command would come to, were it submitted now; nothing of it was booked. Ids in it that nothing has yet are 0:
 * of a transaction, its rows, a period's close, or an account that the command would open.
 */
public sealed interface DryRun {
    /** What it would be answered. The id of an {@link Outcome.Applied} is not assigned to anything. */
    Outcome outcome();

    /** It would leave rows that post, hold or free. @param view as it could then be read */
    record Booking(Outcome outcome, TransactionView view) implements DryRun {}

    /** It would change an account's settings. @param account as it would then be */
    record Setting(Outcome outcome, AccountView account) implements DryRun {}

    /** It would close or reopen a period. @param close as it could then be read */
    record Period(Outcome outcome, PeriodClose close) implements DryRun {}

    /** The outcome says all: it is refused, was answered before, or is a chart, which would be in force as sent. */
    record Told(Outcome outcome) implements DryRun {}
}
