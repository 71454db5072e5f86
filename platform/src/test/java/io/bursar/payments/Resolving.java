package io.bursar.payments;

import io.bursar.RunningBursar;
import java.time.Duration;

/** Lets tests of other packages ask gateways about what nobody knows. */
public final class Resolving {
    private Resolving() {}

    /** As if so much later. */
    public static void now(RunningBursar bursar, Duration later) {
        bursar.bean(ResolveUnknown.class)
                .run(bursar.bean(PaymentStore.class).now().plus(later));
    }
}
