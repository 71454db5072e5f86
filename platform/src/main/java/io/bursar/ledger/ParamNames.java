package io.bursar.ledger;

/** The engine's names of fields as the API's parameters: {@code legs[2].amount} is {@code legs[2][amount]}. */
final class ParamNames {
    private ParamNames() {}

    static String of(String engineName) {
        return switch (engineName) {
            case "key" -> "Idempotency-Key";
            case "account" -> "path";
            case "entries" -> "metadata";
            case "floor", "ceiling" -> "limits[" + engineName + "]";
            case "chart" -> "patterns";
            case "part.millionths", "part" -> "share_millionths";
            case "hold", "transaction", "target" -> "id";
            case "right" -> "fact";
            case "before" -> "closed_before";
            case "expiresAt" -> "expires_at";
            case "effectiveAt" -> "effective_at";
            default -> bracketed(withoutPrefix(engineName));
        };
    }

    private static String withoutPrefix(String name) {
        if (name.startsWith("part.")) {
            return name.substring("part.".length());
        }
        return name.startsWith("chart.") ? name.substring("chart.".length()) : name;
    }

    private static String bracketed(String name) {
        String[] steps = name.split("\\.", -1);
        StringBuilder bracketed = new StringBuilder(steps[0]);
        for (int i = 1; i < steps.length; i++) {
            bracketed.append('[').append(steps[i]).append(']');
        }
        return bracketed.toString();
    }
}
