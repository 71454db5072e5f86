package io.bursar.schedules;

import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.engine.Command.Transact;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.ledger.rest.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be booked: a transaction as {@code POST /v1/transactions} takes it, without a time of its own, because it
 * counts from when it is booked.
 *
 * @param terms with reference, metadata and right alone
 */
record Order(List<Leg> legs, Terms terms) {
    private static final String EFFECTIVE_AT = "effective_at";

    Order {
        legs = List.copyOf(legs);
    }

    /** Reads what a caller asks for; booking a fact needs its right. */
    static Order read(Fields fields, Caller caller) {
        if (fields.has(EFFECTIVE_AT)) {
            throw fields.problem(
                    ErrorCode.PARAMETER_UNSUPPORTED,
                    EFFECTIVE_AT,
                    "A scheduled transaction takes effect when it is booked; leave effective_at out.");
        }
        return new Order(Requests.legs(fields), Requests.timeless(fields, caller, null));
    }

    /** Reads what was stored. The right to it was looked at when it was scheduled. */
    static Order ofJson(String json) {
        Caller scheduler = new Caller(1, "schedules", Caller.HOUSE, Set.of(Caller.Right.LEDGER_FACT));
        return read(Fields.ofJson(json.getBytes(StandardCharsets.UTF_8)), scheduler);
    }

    /** As it is stored. */
    String json() {
        return new String(JsonOut.render(this::write, "", ""), StandardCharsets.UTF_8);
    }

    void write(JsonOut out) {
        out.list("legs", legs, Order::leg)
                .text("reference", terms.reference())
                .texts("metadata", terms.metadata())
                .flag("fact", isFact());
    }

    private boolean isFact() {
        return terms.right() == Terms.Right.FACT;
    }

    private static void leg(JsonOut out, Leg leg) {
        out.text("debit", leg.debit())
                .text("credit", leg.credit())
                .text("currency", leg.currency().code())
                .integer("amount", leg.amount())
                .flag("up_to", leg.extent() == Leg.Extent.UP_TO)
                .text("rest", leg.rest());
    }

    /** The command, with what else belongs to it. */
    Transact command(Terms withMore) {
        return new Transact(legs, withMore);
    }

    /** Names of the parameters in which another request differs; empty when it asks for the same. */
    static List<String> differing(Order one, Instant oneAt, Order other, Instant otherAt) {
        Map<String, @Nullable Object> first = one.byName(oneAt);
        Map<String, @Nullable Object> second = other.byName(otherAt);
        List<String> names = new ArrayList<>(first.keySet());
        names.removeIf(name -> java.util.Objects.equals(first.get(name), second.get(name)));
        return names;
    }

    private Map<String, @Nullable Object> byName(Instant executeAt) {
        Map<String, @Nullable Object> named = new java.util.TreeMap<>();
        named.put("legs", legs);
        named.put("execute_at", executeAt);
        named.put("reference", terms.reference());
        named.put("metadata", terms.metadata());
        named.put("fact", terms.right());
        return named;
    }
}
