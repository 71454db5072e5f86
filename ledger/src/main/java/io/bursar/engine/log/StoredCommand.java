package io.bursar.engine.log;

import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Leg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Reads commands back from their rows. */
public final class StoredCommand {
    private final LogMemory rows;
    private final IntFunction<AccountRef> names;

    /** @param names the account of a number */
    public StoredCommand(LogMemory rows, IntFunction<AccountRef> names) {
        this.rows = rows;
        this.names = names;
    }

    /** Position after the command's last row, as far as memory goes. */
    public long end(long first) {
        long position = first + 1;
        while (position < rows.nextPosition() && rows.leg(position) != 0) {
            position++;
        }
        return position;
    }

    /** The body as {@link CommandFields} names it. */
    public Map<String, String> fields(long first) {
        Map<String, Object> detail = Json.parse(rows.detail(first));
        EntryKind kind = EntryKind.of(rows.kind(first));
        if (kind == EntryKind.REJECTED) {
            return strings(detail.get("body"));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        switch (kind) {
            case TRANSFER -> {
                fields.put("type", "transaction");
                legs(fields, first, detail);
            }
            case HOLD -> {
                fields.put("type", "hold");
                legs(fields, first, detail);
                put(fields, "expires_at", detail.get("expires"));
            }
            case CAPTURE_FREED, CAPTURE -> {
                fields.put("type", "capture");
                put(fields, "hold", detail.get("target"));
                fields.putAll(strings(detail.get("asked")));
                if (detail.containsKey("final")) {
                    fields.put("completion", "release_rest");
                }
            }
            case RELEASE, EXPIRY -> {
                fields.put("type", "release");
                put(fields, "hold", detail.get("target"));
            }
            case REVERSAL -> {
                fields.put("type", "reversal");
                put(fields, "transaction", detail.get("target"));
                fields.putAll(strings(detail.get("asked")));
            }
            case LIMITS_SET, STATUS_SET, METADATA_SET -> directive(fields, kind, first, detail);
            case CHART_DEFINED -> {
                fields.put("type", "chart");
                fields.putAll(strings(detail.get("asked")));
            }
            case PERIOD_CLOSED -> {
                fields.put("type", detail.containsKey("reopens") ? "reopening" : "period");
                put(fields, "before", detail.get("before"));
            }
            case ACCOUNT_OPENED, REJECTED -> throw new IllegalStateException("row " + first + " begins no command");
        }
        terms(fields, first, detail);
        return fields;
    }

    private void legs(Map<String, String> fields, long first, Map<String, Object> detail) {
        if (detail.containsKey("asked")) {
            fields.putAll(strings(detail.get("asked")));
            return;
        }
        long end = end(first);
        for (long row = first; row < end; row++) {
            AccountRef debit = names.apply(rows.debit(row));
            AccountRef credit = names.apply(rows.credit(row));
            Leg leg = new Leg(debit.path(), credit.path(), rows.amount(row), debit.currency(), Leg.Extent.EXACT, null);
            CommandFields.leg(fields, (int) (row - first), leg);
        }
    }

    private void directive(Map<String, String> fields, EntryKind kind, long row, Map<String, Object> detail) {
        AccountRef account = names.apply(rows.debit(row));
        String type =
                switch (kind) {
                    case LIMITS_SET -> "limits";
                    case STATUS_SET -> "status";
                    default -> "metadata";
                };
        fields.put("type", type);
        fields.put("account", account.path());
        fields.put("currency", account.currency().code());
        put(fields, "floor", detail.get("floor"));
        put(fields, "ceiling", detail.get("ceiling"));
        put(fields, "status", detail.get("status"));
        strings(detail.get("entries")).forEach((name, value) -> fields.put("entries." + name, value));
    }

    private void terms(Map<String, String> fields, long first, Map<String, Object> detail) {
        long effectiveAt = rows.effectiveAt(first);
        if (effectiveAt != LogMemory.NO_TIME) {
            fields.put("effective_at", Long.toString(effectiveAt));
        }
        put(fields, "reference", detail.get("ref"));
        strings(detail.get("meta")).forEach((name, value) -> fields.put("metadata." + name, value));
        if (Boolean.TRUE.equals(detail.get("fact"))) {
            fields.put("right", "fact");
        }
    }

    private static void put(Map<String, String> fields, String name, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            fields.put(name, value.toString());
        }
    }

    /** A map of strings inside a detail; empty when it is absent. */
    public static Map<String, String> strings(@org.jspecify.annotations.Nullable Object value) {
        Map<String, String> result = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, element) -> result.put((String) name, element.toString()));
        }
        return result;
    }

    /** A list of whole numbers inside a detail. */
    public static long[] longs(@org.jspecify.annotations.Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return new long[0];
        }
        return list.stream().mapToLong(element -> (Long) element).toArray();
    }
}
