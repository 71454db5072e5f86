package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request's parameters, read strictly. */
record Body(Tree tree) {
    private static final int MAX_NOTES = 15;
    private static final int MAX_NOTE = 256;

    Body allow(Set<String> names) {
        for (String name : tree.names()) {
            if (!names.contains(name)) {
                throw RazorpayProblem.bad(name + " is/are not required and should not be sent");
            }
        }
        return this;
    }

    @Nullable
    String text(String name) {
        String text = tree.text(name);
        return text == null || text.isEmpty() ? null : text;
    }

    String require(String name) {
        String text = text(name);
        if (text == null) {
            throw RazorpayProblem.field(name, "The " + name.replace('_', ' ') + " field is required.");
        }
        return text;
    }

    boolean isTrue(String name) {
        String text = tree.text(name);
        return text != null && (text.equals("true") || text.equals("1"));
    }

    long integer(String name, long otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("-?\\d{1,15}")) {
            throw RazorpayProblem.field(name, "The " + name + " must be an integer.");
        }
        return Long.parseLong(text);
    }

    /** An amount of paise, at least one rupee. */
    long amount(String name) {
        require(name);
        long amount = integer(name, 0);
        if (amount < 100) {
            throw RazorpayProblem.field(name, "The amount must be at least INR 1.00");
        }
        return amount;
    }

    void requireRupees() {
        if (!require("currency").equals("INR")) {
            throw RazorpayProblem.field("currency", "The currency should be INR when method is upi");
        }
    }

    Body in(String name) {
        Tree inner = tree.tree(name);
        return new Body(inner == null ? new Tree() : inner);
    }

    boolean has(String name) {
        return tree.has(name);
    }

    Map<String, String> notes() {
        Map<String, String> notes = in("notes").tree().leaves();
        if (notes.size() > MAX_NOTES || notes.values().stream().anyMatch(note -> note.length() > MAX_NOTE)) {
            throw RazorpayProblem.field("notes", "At most 15 notes of 256 characters may be sent.");
        }
        return Map.copyOf(notes);
    }

    /** An empty list when there are none, as Razorpay writes them. */
    static void notes(JsonWriter json, Map<String, String> notes) {
        if (notes.isEmpty()) {
            json.openList("notes").closeList();
        } else {
            json.put("notes", notes);
        }
    }
}
