package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.Tree;
import java.util.HashMap;
import java.util.Map;

/** Which members are to be shown as objects, not as ids: {@code expand[]=latest_charge.balance_transaction}. */
final class Expand {
    static final Expand NONE = new Expand();
    private static final int MAX_DEPTH = 4;

    private final Map<String, Expand> members = new HashMap<>();

    private Expand() {}

    static Expand of(Tree parameters) {
        Tree asked = parameters.tree("expand");
        if (asked == null) {
            return NONE;
        }
        Expand root = new Expand();
        for (String path : asked.texts()) {
            String[] steps = path.split("\\.", -1);
            if (steps.length > MAX_DEPTH) {
                throw StripeProblem.invalid(
                        "You cannot expand more than 4 levels of a property. Property: " + path, "expand");
            }
            Expand at = root;
            for (String step : steps) {
                at = at.members.computeIfAbsent(step, _ -> new Expand());
            }
        }
        return root;
    }

    boolean has(String member) {
        return members.containsKey(member);
    }

    /** What to expand within a member. */
    Expand in(String member) {
        return members.getOrDefault(member, NONE);
    }
}
