package io.bursar.engine;

import io.bursar.money.Currency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command, in order of precedence: where several would apply, the one declared first is answered.
 * {@link Busy}, {@link DeadlinePassed} and {@link Aborted} stand beside that order: nothing happened.
 *
 * <p>Business rejections of a command with an {@linkplain Key.Origin#EXTERNAL external} key are recorded and replayed.
 * {@link KeyReused}, {@link Malformed} and {@link Conflict} never are.
 */
public sealed interface Outcome {
    /** This key was answered before; the first answer again. */
    record Replayed(Definite first) implements Outcome {}

    /** An answer that a key may remember. */
    sealed interface Definite extends Outcome {}

    /** Nothing happened, and repeating the same command against the same state would be refused again. */
    sealed interface Rejection extends Definite {}

    /** The key was used with another body. @param differing names of the fields that differ, at least one */
    record KeyReused(List<String> differing) implements Rejection {
        public KeyReused {
            differing = List.copyOf(differing);
        }
    }

    /** @param param name of the field, such as {@code legs[2].amount} */
    record Malformed(String param, String message) implements Rejection {}

    /** No such hold or transaction in this book. */
    record TargetUnknown(long target) implements Rejection {}

    /** The hold is fully captured or released, or the transaction fully reversed. */
    record TargetSettled(long target) implements Rejection {}

    /** The hold expired. */
    record TargetExpired(long target) implements Rejection {}

    /** @param leg index of the first leg that asks for more than remains; {@code remaining} in minor units */
    record TargetExceeded(long target, int leg, long remaining) implements Rejection {}

    /** No open account and no pattern of the chart matches. */
    record AccountUnknown(String path) implements Rejection {}

    /** The chart does not allow this currency for this path. */
    record CurrencyNotAllowed(String path, Currency currency) implements Rejection {}

    /** The account is frozen. */
    record AccountFrozen(AccountRef account) implements Rejection {}

    /** The account is closed. */
    record AccountClosed(AccountRef account) implements Rejection {}

    /** A balance or a hold stands in the way of closing. @param balance normal side; @param held both ways */
    record AccountNotEmpty(AccountRef account, long balance, long held) implements Rejection {}

    /** The effective time lies in a closed period. @param before the first instant that is open */
    record PeriodClosed(Instant before) implements Rejection {}

    /** A close names no later time than what is closed. @param closedBefore the first instant that is open */
    record PeriodNotLater(Instant closedBefore) implements Rejection {}

    /** A reopening opens nothing. @param closedBefore the first instant that is open; null: all are */
    record PeriodNotEarlier(@Nullable Instant closedBefore) implements Rejection {}

    /** A balance, or a sum of holds, would leave ±(2^53−1). */
    record BalanceOutOfRange(AccountRef account) implements Rejection {}

    /** @param available what may still be taken above the floor; @param needed what was asked; minor units */
    record InsufficientFunds(AccountRef account, long available, long needed) implements Rejection {}

    /** @param room what may still be added below the ceiling; @param needed what was asked; minor units */
    record AboveCeiling(AccountRef account, long room, long needed) implements Rejection {}

    /** The business row changed meanwhile; the use case reads it again and decides again. */
    record Conflict(String subject) implements Rejection {}

    /**
     * It is in the log, durably.
     *
     * @param id of the transaction, hold or other command: (book, position)
     * @param recordedAt the batch's time, microseconds
     */
    record Applied(long id, Instant recordedAt) implements Definite {}

    /** The queue is full; nothing happened, try again shortly. */
    record Busy() implements Outcome {}

    /** The deadline passed before the command was taken up; nothing happened. */
    record DeadlinePassed() implements Outcome {}

    /** Another command of the same atomic batch was refused; nothing happened. @param index of that command */
    record Aborted(int index) implements Outcome {}
}
