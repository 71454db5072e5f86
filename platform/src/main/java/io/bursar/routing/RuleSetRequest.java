package io.bursar.routing;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Problem;
import io.bursar.routing.Expression.Compiled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a set of rules, and refuses one that cannot be evaluated or names no gateway of this deployment. */
record RuleSetRequest(@Nullable String description, List<Rule> rules) {
    private static final int RULES_MAX = 100;
    private static final int GATEWAYS_MAX = 10;
    private static final int NAME_MAX = 100;
    private static final int DESCRIPTION_MAX = 500;

    RuleSetRequest {
        rules = List.copyOf(rules);
    }

    /** @param configured names of gateways */
    static RuleSetRequest read(Fields body, List<String> configured) {
        String description = body.text("description");
        if (description != null && description.length() > DESCRIPTION_MAX) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID_STRING, "description", "description has at most 500 characters.");
        }
        List<Fields> sent = body.require(body.groups("rules"), "rules");
        if (sent.isEmpty() || sent.size() > RULES_MAX) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, "rules", "A set has 1 to " + RULES_MAX + " rules.");
        }
        List<Rule> rules = new ArrayList<>(sent.size());
        for (Fields rule : sent) {
            rules.add(new Rule(name(rule), when(rule), gateways(rule, configured)));
        }
        return new RuleSetRequest(description, rules);
    }

    private static String name(Fields rule) {
        String name = rule.text("name");
        if (name != null && name.length() > NAME_MAX) {
            throw rule.problem(ErrorCode.PARAMETER_INVALID_STRING, "name", "name has at most 100 characters.");
        }
        return name == null ? "" : name;
    }

    private static String when(Fields rule) {
        String when = rule.requireText("when");
        if (when.length() > Expression.LENGTH_MAX) {
            throw rule.problem(
                    ErrorCode.PARAMETER_INVALID_STRING,
                    "when",
                    "when has at most " + Expression.LENGTH_MAX + " characters.");
        }
        if (Expression.compile(when) instanceof Compiled.Bad(String why)) {
            throw rule.problem(
                    ErrorCode.PARAMETER_INVALID, "when", "when is no CEL expression that is true or false: " + why);
        }
        return when;
    }

    private static List<String> gateways(Fields rule, List<String> configured) {
        List<String> gateways = rule.require(rule.texts("gateways"), "gateways");
        if (gateways.isEmpty() || gateways.size() > GATEWAYS_MAX) {
            throw rule.problem(
                    ErrorCode.PARAMETER_INVALID, "gateways", "A rule names 1 to " + GATEWAYS_MAX + " gateways.");
        }
        for (int i = 0; i < gateways.size(); i++) {
            if (!configured.contains(gateways.get(i))) {
                throw Problem.of(
                                ErrorCode.PARAMETER_INVALID,
                                configured.isEmpty()
                                        ? "No gateway is configured."
                                        : "No such gateway is configured; these are: " + String.join(", ", configured)
                                                + ".",
                                rule.nameOf("gateways") + "[" + i + "]")
                        .asException();
            }
        }
        if (new HashSet<>(gateways).size() < gateways.size()) {
            throw rule.problem(ErrorCode.PARAMETER_INVALID, "gateways", "A rule names each gateway once.");
        }
        return gateways;
    }
}
