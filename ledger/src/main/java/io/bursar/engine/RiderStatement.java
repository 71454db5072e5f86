package io.bursar.engine;

import java.util.List;

/**
 * A statement that riders may call. It runs once a batch for all calls together, so it is written over sets: the first
 * parameter is an {@code int[]} of ordinals, then one array a column, in the order of {@code columns}, to be read with
 * {@code unnest}.
 *
 * <p>A {@link Guard#CONDITIONAL} statement returns, in its first column, the ordinals whose row it changed; an ordinal
 * that is missing makes that command {@link Outcome.Conflict} and its money is undone.
 *
 * <pre>{@code
 * UPDATE payments.intent p SET state = r.state, version = p.version + 1
 * FROM unnest(?, ?, ?, ?) AS r (ordinal, id, version, state)
 * WHERE p.id = r.id AND p.version = r.version
 * RETURNING r.ordinal
 * }</pre>
 *
 * @param columns PostgreSQL element types: {@code text}, {@code int8}, {@code int4}, {@code bool}, {@code uuid},
 *     {@code timestamptz}, {@code jsonb}
 */
public record RiderStatement(String name, String sql, List<String> columns, Guard guard) {
    public RiderStatement {
        columns = List.copyOf(columns);
    }

    /** Whether the statement answers which rows it changed. */
    public enum Guard {
        /** Returns ordinals; a missing one is a conflict. */
        CONDITIONAL,
        /** Always writes every row or throws. */
        UNCONDITIONAL
    }
}
