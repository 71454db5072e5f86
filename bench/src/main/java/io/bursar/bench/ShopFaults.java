package io.bursar.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What goes wrong between a shop and its gateways. */
final class ShopFaults {
    private static final List<String> CALL_FAULTS = List.of(
            "reset_before",
            "reset_after",
            "timeout_after",
            "error_before",
            "error_after",
            "unavailable",
            "conflict",
            "rate_limit",
            "delay_after",
            "late_success");
    private static final List<String> WEBHOOK_FAULTS =
            List.of("webhook_duplicate", "webhook_lost", "webhook_reorder", "webhook_delay");

    private ShopFaults() {}

    /** From now on. @param share of calls, and of webhooks, that go wrong */
    static void goWrong(ShopSandbox sandbox, double share, long seed) throws IOException {
        long each = seed;
        for (String kind : CALL_FAULTS) {
            String more = kind.equals("late_success") ? ",\"delay_ms\":2000" : ",\"delay_ms\":300";
            add(sandbox, kind, share / CALL_FAULTS.size(), each++, more);
        }
        for (String kind : WEBHOOK_FAULTS) {
            add(sandbox, kind, share / WEBHOOK_FAULTS.size(), each++, ",\"delay_ms\":800");
        }
    }

    private static void add(ShopSandbox sandbox, String kind, double rate, long seed, String more) throws IOException {
        sandbox.control(
                "faults",
                String.format(
                        Locale.ROOT,
                        "{\"kind\":\"%s\",\"rate\":%.6f,\"seed\":%d,\"path\":\"%s\"%s}",
                        kind,
                        rate,
                        seed,
                        kind.startsWith("webhook") ? "*" : "/v1/*",
                        more));
    }
}
