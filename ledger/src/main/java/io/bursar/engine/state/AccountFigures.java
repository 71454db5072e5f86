package io.bursar.engine.state;

import org.jspecify.annotations.Nullable;

/** An account's state as of {@code seq}; {@code posted} is debits minus credits, {@code status} an ordinal. */
public record AccountFigures(
        long posted,
        long heldDebit,
        long heldCredit,
        long lastRow,
        long seq,
        int status,
        @Nullable String metadata) {}
