package io.bursar.sandbox.world;

import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What really happened to money, payment by payment, whatever callers were told of it. Amounts are minor units of the
 * payment's currency; each kind of movement only grows.
 */
public final class Book {
    private static final int MAX_PAGE = 10_000;

    /** A kind of movement. */
    public enum Kind {
        /** Reserved at the payer's bank. */
        AUTHORISED,
        /** Reserved no more, without having been taken: released, voided or expired. */
        RELEASED,
        /** Taken from the payer. */
        CAPTURED,
        /** Sent back to the payer. */
        REFUNDED,
        /** Sent back, and returned because it could not be credited. */
        REFUND_RETURNED,
        /** Withdrawn from the merchant by a dispute. */
        DISPUTED,
        /** Given back to the merchant after a dispute was won. */
        REINSTATED,
        /** Kept by the provider: fees and the tax on them. */
        FEES,
        /** Fees given back. */
        FEES_RETURNED
    }

    /** One payment: everything that one intent or order's payment moved. */
    private static final class Line {
        private final String player;
        private final String payment;
        private final String currency;
        private final Map<Kind, Long> sums = new EnumMap<>(Kind.class);
        private Map<String, String> labels = Map.of();
        private long charges;

        Line(String player, String payment, String currency) {
            this.player = player;
            this.payment = payment;
            this.currency = currency;
        }
    }

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final List<Line> order = new ArrayList<>();

    /** Which payment something is booked on. */
    public record Payment(String player, String id, String currency) {}

    Book() {}

    /** Books a movement. */
    public void add(Payment payment, Kind kind, long amountMinor) {
        if (amountMinor < 0) {
            throw new IllegalArgumentException(kind + " of " + amountMinor + " on " + payment.id());
        }
        Line line = line(payment);
        line.sums.merge(kind, amountMinor, Math::addExact);
    }

    /** Counts an authorisation that succeeded: a payment with two of them was charged twice. */
    public void count(Payment payment) {
        line(payment).charges++;
    }

    /** What the caller wrote on the payment, to find it by. */
    public void label(Payment payment, Map<String, String> labels) {
        line(payment).labels = Map.copyOf(labels);
    }

    private Line line(Payment payment) {
        return lines.computeIfAbsent(payment.player() + "/" + payment.id(), _ -> {
            Line line = new Line(payment.player(), payment.id(), payment.currency());
            order.add(line);
            return line;
        });
    }

    /**
     * A page of lines, oldest first, and the totals over all lines.
     *
     * @param after the last payment of the page before; null for the first page
     * @param limit lines a page, at most 10,000
     */
    public byte[] render(@Nullable String after, int limit) {
        JsonWriter json = new JsonWriter().open().put("object", "book").openList("lines");
        int from = 0;
        if (after != null) {
            while (from < order.size() && !order.get(from).payment.equals(after)) {
                from++;
            }
            from++;
        }
        int to = Math.min(order.size(), from + Math.min(limit, MAX_PAGE));
        for (Line line : from < to ? order.subList(from, to) : List.<Line>of()) {
            json.open().put("player", line.player).put("payment", line.payment);
            json.put("currency", line.currency).put("authorisations", line.charges);
            sums(json, line.sums);
            json.put("labels", line.labels).close();
        }
        json.closeList().put("has_more", to < order.size());
        json.put("next", from < to && to < order.size() ? order.get(to - 1).payment : null);
        totals(json);
        return json.close().toBytes();
    }

    /** One payment's line; null when nothing was ever booked on it. */
    public byte @Nullable [] renderLine(String payment) {
        for (Line line : order) {
            if (line.payment.equals(payment)) {
                JsonWriter json = new JsonWriter().open().put("player", line.player);
                json.put("payment", line.payment).put("currency", line.currency);
                json.put("authorisations", line.charges);
                sums(json, line.sums);
                return json.put("labels", line.labels).close().toBytes();
            }
        }
        return null;
    }

    private void totals(JsonWriter json) {
        Map<String, Map<Kind, Long>> totals = new TreeMap<>();
        Map<String, Long> payments = new TreeMap<>();
        for (Line line : order) {
            String at = line.player + " " + line.currency;
            payments.merge(at, 1L, Long::sum);
            Map<Kind, Long> sums = totals.computeIfAbsent(at, _ -> new EnumMap<>(Kind.class));
            line.sums.forEach((kind, amount) -> sums.merge(kind, amount, Math::addExact));
        }
        json.openList("totals");
        totals.forEach((at, sums) -> {
            String[] words = at.split(" ", 2);
            json.open().put("player", words[0]).put("currency", words[1]);
            json.put("payments", payments.getOrDefault(at, 0L));
            sums(json, sums);
            json.close();
        });
        json.closeList();
    }

    private static void sums(JsonWriter json, Map<Kind, Long> sums) {
        for (Kind kind : Kind.values()) {
            json.put(kind.name().toLowerCase(java.util.Locale.ROOT), sums.getOrDefault(kind, 0L));
        }
    }
}
