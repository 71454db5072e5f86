package io.bursar.sandbox.world;

/**
 * One call that changes the world, as it is journalled: executed again in the same order, at the same times, the calls
 * make the same world.
 *
 * @param player who executes it: {@code stripe}, {@code razorpay}, {@code control} or {@code webhooks}
 * @param path with its query, as sent
 * @param body as sent, but for what must never be stored
 * @param key the idempotency key; empty when there is none
 * @param requestId the id the answer names
 * @param version the version of the API that was asked for; empty for the player's own
 * @param effect what goes wrong in executing it, in the player's words; empty when nothing does
 * @param atMs when, in milliseconds of the simulated clock
 */
public record Call(
        String player,
        String method,
        String path,
        String body,
        String key,
        String requestId,
        String version,
        String effect,
        long atMs) {

    /** A call that is not stamped yet. */
    public static Call of(String player, String method, String path, String body) {
        return new Call(player, method, path, body, "", "", "", "", 0);
    }

    public Call withKey(String idempotencyKey, String request) {
        return new Call(player, method, path, body, idempotencyKey, request, version, effect, atMs);
    }

    public Call withVersion(String asked) {
        return new Call(player, method, path, body, key, requestId, asked, effect, atMs);
    }

    public Call withEffect(String wrong) {
        return new Call(player, method, path, body, key, requestId, version, wrong, atMs);
    }

    Call at(long timeMs) {
        return new Call(player, method, path, body, key, requestId, version, effect, timeMs);
    }
}
