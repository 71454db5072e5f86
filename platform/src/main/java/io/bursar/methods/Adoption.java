package io.bursar.methods;

import io.bursar.engine.Riders;
import java.util.List;

/**
 * A gateway's method as one of ours.
 *
 * @param method as it will be; nobody's when it is new
 * @param rows to be written in the same commit as what names it; where they conflict, somebody else made it meanwhile
 */
public record Adoption(PaymentMethod method, List<Riders.Call> rows) {
    public Adoption {
        rows = List.copyOf(rows);
    }
}
