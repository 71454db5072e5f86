package io.bursar.sandbox;

import io.bursar.sandbox.world.Sync;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is to run.
 *
 * @param place where it listens
 * @param directory where its journal lives; null for a sandbox that forgets when it stops
 * @param sync when the journal is forced to the disk
 * @param seed of ids and chance, for a journal that begins
 * @param startMs the simulated clock's first time, milliseconds since 1970, for a journal that begins; 0 for now
 * @param stripeKey the secret key that Stripe's callers show
 * @param razorpayKey the key id and the key secret that Razorpay's callers show, with a colon between
 */
public record SandboxOptions(
        Place place,
        @Nullable Path directory,
        Sync sync,
        long seed,
        long startMs,
        String stripeKey,
        String razorpayKey) {
    /** The key that callers of Stripe show unless another is set. */
    public static final String STRIPE_KEY = "sk_test_bursar_sandbox";

    /** Key id and key secret of Razorpay's callers unless others are set. */
    public static final String RAZORPAY_KEY = "rzp_test_bursarsandbox:bursar_sandbox_secret";

    /**
     * Where it listens on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @param orNext whether the next free port will do when that one is taken
     */
    public record Place(int port, boolean orNext) {}

    /** In memory, on any free port. */
    public static SandboxOptions inMemory() {
        return new SandboxOptions(new Place(0, false), null, Sync.NEVER, 1, 0, STRIPE_KEY, RAZORPAY_KEY);
    }

    public SandboxOptions withPort(int other) {
        return at(new Place(other, place.orNext()));
    }

    /** The next free port will do. */
    public SandboxOptions withNextPort() {
        return at(new Place(place.port(), true));
    }

    private SandboxOptions at(Place other) {
        return new SandboxOptions(other, directory, sync, seed, startMs, stripeKey, razorpayKey);
    }

    public SandboxOptions withStripeKey(String other) {
        return new SandboxOptions(place, directory, sync, seed, startMs, other, razorpayKey);
    }

    public SandboxOptions withRazorpayKey(String other) {
        return new SandboxOptions(place, directory, sync, seed, startMs, stripeKey, other);
    }

    public SandboxOptions withDirectory(@Nullable Path other, Sync policy) {
        return new SandboxOptions(place, other, policy, seed, startMs, stripeKey, razorpayKey);
    }

    public SandboxOptions withSeed(long other) {
        return new SandboxOptions(place, directory, sync, other, startMs, stripeKey, razorpayKey);
    }

    public SandboxOptions withStart(long otherMs) {
        return new SandboxOptions(place, directory, sync, seed, otherMs, stripeKey, razorpayKey);
    }
}
