package io.bursar.engine.state;

import io.bursar.engine.AccountKind;
import io.bursar.money.Currency;

/**
 * An account's identity and first limits.
 *
 * @param floor {@link Accounts#NO_FLOOR} for none
 * @param ceiling {@link Accounts#NO_CEILING} for none
 * @param seq the row that opened it
 */
public record AccountOpening(
        int number, String path, Currency currency, AccountKind kind, long floor, long ceiling, long seq) {}
