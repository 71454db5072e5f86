package io.bursar.sandbox.faults;

import io.bursar.sandbox.http.Dropped;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one call, put into effect around its execution. */
public final class Fault {
    private static final Fault NONE = new Fault(null);

    private final @Nullable FaultRule rule;

    private Fault(@Nullable FaultRule rule) {
        this.rule = rule;
    }

    public static Fault of(@Nullable FaultRule rule) {
        return rule == null ? NONE : new Fault(rule);
    }

    public boolean is(FaultKind kind) {
        return rule != null && rule.kind() == kind;
    }

    /** What the player shall do wrong; empty for nothing. */
    public String effect() {
        return rule != null && rule.kind().isEffect() ? rule.effect() : "";
    }

    /** Before the call is executed. */
    public void before() throws Dropped, InterruptedException {
        if (rule == null) {
            return;
        }
        switch (rule.kind()) {
            case DELAY_BEFORE -> Thread.sleep(rule.delayMs());
            case TIMEOUT_BEFORE -> throw new Dropped(Dropped.How.SILENCE);
            case RESET_BEFORE -> throw new Dropped(Dropped.How.RESET);
            default -> {
                return;
            }
        }
    }

    /** After it was executed, before its answer leaves. */
    public void after() throws Dropped, InterruptedException {
        if (rule == null) {
            return;
        }
        switch (rule.kind()) {
            case DELAY_AFTER -> Thread.sleep(rule.delayMs());
            case TIMEOUT_AFTER -> throw new Dropped(Dropped.How.SILENCE);
            case RESET_AFTER -> throw new Dropped(Dropped.How.RESET);
            default -> {
                return;
            }
        }
    }
}
