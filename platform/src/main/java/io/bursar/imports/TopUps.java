package io.bursar.imports;

import java.util.HashMap;
import java.util.Map;

/**
 * What wallets need before their rows. Counts the money of this file alone, each wallet from zero at the first line, so
 * that a row's top-up follows from the file and is the same in every run. Grows with customers, not with rows.
 */
final class TopUps {
    private final long step;
    private final Map<String, Wallet> wallets = new HashMap<>();

    private static final class Wallet {
        private long balance;
    }

    TopUps(long stepMinor) {
        this.step = stepMinor;
    }

    /** The smallest multiple of the step with which the wallet covers the row; 0 when it does already. */
    long before(CardRow row) {
        Wallet wallet = wallets.computeIfAbsent(row.customer(), customer -> new Wallet());
        long missing = row.amountMinor() - wallet.balance;
        long topUp = missing <= 0 ? 0 : Math.multiplyExact(Math.ceilDiv(missing, step), step);
        wallet.balance = Math.addExact(wallet.balance, topUp) - row.amountMinor();
        return topUp;
    }
}
