package io.bursar.gateways.razorpay;

import io.bursar.gateways.Order;
import io.bursar.gateways.Ticket;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of requests. */
final class Bodies {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    /** Razorpay takes fifteen notes of 256 characters. */
    private static final int NOTES_MAX = 12;

    private static final int NOTE_LENGTH_MAX = 256;

    private Bodies() {}

    static ObjectNode empty() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode money(long paise) {
        return empty().put("amount", paise).put("currency", "INR");
    }

    static ObjectNode refund(Order.Refund order) {
        ObjectNode body = empty().put("amount", order.amount().minor());
        notes(body, order.ticket(), Map.of());
        return body;
    }

    /** Ours, and as many of the caller's as there is room for. */
    static void notes(ObjectNode body, Ticket ticket, Map<String, String> labels) {
        ObjectNode notes = body.putObject("notes");
        notes.put(OrderReader.ATTEMPT, ticket.attempt());
        notes.put(OrderReader.OPERATION, ticket.operation());
        labels.entrySet().stream()
                .filter(label -> label.getValue().length() <= NOTE_LENGTH_MAX)
                .sorted(Map.Entry.comparingByKey())
                .limit(NOTES_MAX)
                .forEach(label -> notes.put(label.getKey(), label.getValue()));
    }
}
