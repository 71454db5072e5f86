package io.bursar.sandbox;

import io.bursar.sandbox.world.Sync;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is to run.
 *
 * @param port 0 for any free one
 * @param directory where its journal lives; null for a sandbox that forgets when it stops
 * @param sync when the journal is forced to the disk
 * @param seed of ids and chance, for a journal that begins
 * @param startMs the simulated clock's first time, milliseconds since 1970, for a journal that begins; 0 for now
 * @param stripeKey the secret key that Stripe's callers show
 * @param razorpayKey the key id and the key secret that Razorpay's callers show, with a colon between
 */
public record SandboxOptions(
        int port, @Nullable Path directory, Sync sync, long seed, long startMs, String stripeKey, String razorpayKey) {
    /** The key that callers of Stripe show unless another is set. */
    public static final String STRIPE_KEY = "sk_test_bursar_sandbox";

    /** Key id and key secret of Razorpay's callers unless others are set. */
    public static final String RAZORPAY_KEY = "rzp_test_bursarsandbox:bursar_sandbox_secret";

    /** In memory, on any free port. */
    public static SandboxOptions inMemory() {
        return new SandboxOptions(0, null, Sync.NEVER, 1, 0, STRIPE_KEY, RAZORPAY_KEY);
    }

    public SandboxOptions withPort(int other) {
        return new SandboxOptions(other, directory, sync, seed, startMs, stripeKey, razorpayKey);
    }

    public SandboxOptions withDirectory(Path other, Sync policy) {
        return new SandboxOptions(port, other, policy, seed, startMs, stripeKey, razorpayKey);
    }

    public SandboxOptions withSeed(long other) {
        return new SandboxOptions(port, directory, sync, other, startMs, stripeKey, razorpayKey);
    }

    public SandboxOptions withStart(long otherMs) {
        return new SandboxOptions(port, directory, sync, seed, otherMs, stripeKey, razorpayKey);
    }
}
