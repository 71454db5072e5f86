package io.bursar.gateways;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the payer must do. */
public sealed interface NextAction {
    /** Send the browser there; it comes back to the return address. */
    record Redirect(String url) implements NextAction {}

    /** The provider's own script in the page takes it from here. @param data for that script, as JSON */
    record Script(String data) implements NextAction {}

    /** Open a UPI app by this link, or show the link as a code. @param until when it ends; null: not told */
    record Upi(String link, @Nullable Instant until) implements NextAction {}
}
