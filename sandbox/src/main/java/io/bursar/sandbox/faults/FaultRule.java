package io.bursar.sandbox.faults;

import io.bursar.sandbox.text.JsonWriter;

/**
 * One rule. It applies to the calls (or webhooks) that match all of its conditions: to the {@code nth} of them alone
 * when that is set, otherwise to each with the probability {@code ratePpm}, and at most {@code times} times.
 *
 * @param player {@code stripe}, {@code razorpay}; empty for both
 * @param method of the call; empty for any
 * @param path of the call with {@code *} for any text, such as {@code /v1/payment_intents/*}{@code /capture}; for
 *     webhooks the event's type; empty for any
 * @param amountMinor of the call's {@code amount}; 0 for any
 * @param nth counted from 1; 0 for all
 * @param ratePpm millionths, 1,000,000 for each
 * @param times 0 for no limit
 * @param delayMs the fault's time, in milliseconds
 * @param code the decline code, for declines
 */
public record FaultRule(
        String id,
        FaultKind kind,
        String player,
        String method,
        String path,
        long amountMinor,
        long nth,
        long ratePpm,
        long times,
        long seed,
        long delayMs,
        String code) {

    boolean matches(String who, String how, String where, long amount) {
        return (player.isEmpty() || player.equals(who))
                && (method.isEmpty() || method.equals(how))
                && (amountMinor == 0 || amountMinor == amount)
                && (path.isEmpty() || Glob.matches(path, where));
    }

    /** As the player's code reads it: {@code kind:delay:code}. */
    public String effect() {
        return kind.spelled() + ":" + delayMs + ":" + code;
    }

    /** Leaves the object open, for what is known of the rule's use. */
    JsonWriter begin(JsonWriter json) {
        json.open()
                .put("id", id)
                .put("kind", kind.spelled())
                .put("player", player)
                .put("method", method);
        json.put("path", path).put("amount", amountMinor).put("nth", nth).put("rate_ppm", ratePpm);
        json.put("times", times).put("seed", seed).put("delay_ms", delayMs).put("code", code);
        return json;
    }
}
