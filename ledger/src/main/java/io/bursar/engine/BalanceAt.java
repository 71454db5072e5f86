package io.bursar.engine;

/**
 * An account's posted balance in two times. What holds reserve is not in it: a hold counts when it is captured.
 *
 * @param account id, see {@link LedgerId}
 * @param asOf what counted; its {@code known} is the row that was meant, so that the same question has the same answer
 *     forever
 * @param debits sum of the debits that count, minor units
 * @param credits sum of the credits that count, minor units
 */
public record BalanceAt(long account, AccountRef ref, AccountKind kind, AsOf asOf, long debits, long credits) {
    /** The balance on the account's normal side, minor units. */
    public long posted() {
        return kind.normal(debits - credits);
    }
}
