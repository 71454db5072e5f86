package io.bursar.imports;

import java.time.Instant;

/**
 * A row of the file, understood.
 *
 * @param line where it begins in the file, from 1
 * @param amountMinor minor units, ≥ 0
 */
record CardRow(long line, String id, Instant at, String customer, String terminal, long amountMinor) {
    boolean movesMoney() {
        return amountMinor > 0;
    }
}
