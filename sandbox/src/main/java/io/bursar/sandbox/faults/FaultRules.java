package io.bursar.sandbox.faults;

import io.bursar.sandbox.text.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force, the oldest first; the first that applies wins. Which of the matching calls a rate hits follows
 * from the rule's seed and the call's place among them. Rules live as long as the process.
 */
public final class FaultRules {
    private static final long MILLION = 1_000_000;

    private final CopyOnWriteArrayList<Active> rules = new CopyOnWriteArrayList<>();
    private final AtomicLong numbered = new AtomicLong();
    private final LongSupplier machineMs;

    /** How often, in millionths. */
    record FaultRate(long ppm) {}

    private record Active(FaultRule rule, AtomicLong seen, AtomicLong applied) {}

    /** @param machineMs the machine's clock, milliseconds since 1970 */
    public FaultRules(LongSupplier machineMs) {
        this.machineMs = machineMs;
    }

    /** The machine's time, in milliseconds since 1970. */
    public long wallMs() {
        return machineMs.getAsLong();
    }

    public String nextId() {
        return "fault_" + numbered.incrementAndGet();
    }

    public void add(FaultRule rule) {
        rules.add(new Active(rule, new AtomicLong(), new AtomicLong()));
    }

    /** Whether there was one of that id. */
    public boolean remove(String id) {
        return rules.removeIf(active -> active.rule().id().equals(id));
    }

    public void clear() {
        rules.clear();
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** What goes wrong with a call; null for nothing. */
    public @Nullable FaultRule onCall(String player, String method, String path, long amountMinor) {
        return rules.isEmpty() ? null : first(false, player, method, path, amountMinor);
    }

    /** What goes wrong with a webhook; null for nothing. */
    public @Nullable FaultRule onWebhook(String player, String type) {
        return rules.isEmpty() ? null : first(true, player, "", type, 0);
    }

    private @Nullable FaultRule first(boolean isWebhook, String player, String method, String path, long amountMinor) {
        for (Active active : rules) {
            FaultRule rule = active.rule();
            boolean isMeant = rule.kind().isOnWebhooks() == isWebhook
                    && (isWebhook
                            ? rule.matches(player, rule.method(), path, rule.amountMinor())
                            : rule.matches(player, method, path, amountMinor));
            if (isMeant && strikes(active)) {
                return rule;
            }
        }
        return null;
    }

    private static boolean strikes(Active active) {
        FaultRule rule = active.rule();
        long place = active.seen().incrementAndGet();
        boolean isHit = rule.nth() > 0
                ? rule.nth() == place
                : isHit(rule.seed() + place * 0x9E3779B97F4A7C15L, new FaultRate(rule.ratePpm()));
        if (!isHit) {
            return false;
        }
        long most = rule.times() == 0 ? Long.MAX_VALUE : rule.times();
        return active.applied().getAndUpdate(applied -> Math.min(applied + 1, most)) < most;
    }

    /** Whether chance, which follows from the bits alone, strikes at a rate of so many millionths. */
    static boolean isHit(long bits, FaultRate rate) {
        return Long.remainderUnsigned(mix(bits), MILLION) < rate.ppm();
    }

    static long mix(long bits) {
        long a = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** How often each kind was applied, for totals. */
    public Map<String, Long> applied() {
        Map<String, Long> applied = new LinkedHashMap<>();
        for (Active active : rules) {
            applied.merge(active.rule().kind().spelled(), active.applied().get(), Long::sum);
        }
        return applied;
    }

    /** A rule as the page tells it. */
    public record Shown(String id, String what, String where, String when, long struck) {}

    public List<Shown> shown() {
        return rules.stream()
                .map(active -> {
                    FaultRule rule = active.rule();
                    String where = (rule.player() + " " + rule.method() + " "
                                    + (rule.path().isEmpty() ? "*" : rule.path()))
                            .strip();
                    String when = rule.nth() > 0
                            ? "call " + rule.nth()
                            : rule.ratePpm() == MILLION ? "always" : rule.ratePpm() / 10_000.0 + " %";
                    String what = rule.kind().spelled().replace('_', ' ') + " " + rule.code();
                    return new Shown(
                            rule.id(),
                            what.strip(),
                            where,
                            when,
                            active.applied().get());
                })
                .toList();
    }

    public void render(JsonWriter json) {
        json.openList("faults");
        for (Active active : rules) {
            active.rule().begin(json).put("matched", active.seen().get());
            json.put("applied", active.applied().get()).close();
        }
        json.closeList();
    }
}
