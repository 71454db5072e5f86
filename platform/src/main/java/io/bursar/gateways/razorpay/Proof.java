package io.bursar.gateways.razorpay;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Vault.Kept;
import io.bursar.gateways.razorpay.RazorpayApi.Reply;
import io.bursar.gateways.wire.Json;

/**
 * What Razorpay's replies prove. An error of the class {@code BAD_REQUEST_ERROR} is told before anything is done; a
 * 409 says that the same is under way.
 */
final class Proof {
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int CLIENT = 400;
    private static final int SERVER = 500;

    private Proof() {}

    /** Of a reply that is not {@link Reply.Done}. */
    static Answer answer(Reply reply) {
        return switch (reply) {
            case Reply.Done _ -> throw new IllegalStateException("a good answer is no failure");
            case Reply.Unreachable _ -> new Answer.NotSent(Reason.UNREACHABLE);
            case Reply.Silent(String why) -> new Answer.Unknown(why);
            case Reply.Failed(int status, Json error) -> failed(status, error);
        };
    }

    private static Answer failed(int status, Json error) {
        String code = error.text("code", "status_" + status);
        if (!error.isThere() || status >= SERVER || status == CONFLICT || status < CLIENT) {
            return new Answer.Unknown("status " + status + " " + code);
        }
        if (status == TOO_MANY) {
            return new Answer.NotSent(Reason.BUSY);
        }
        String description = error.text("description", "Razorpay gave no reason.");
        return description.contains("id provided does not exist")
                ? new Answer.Missing()
                : new Answer.Refused(code, description);
    }

    /** The same for what is kept. */
    static <T> Kept<T> kept(Reply reply) {
        String param = reply instanceof Reply.Failed(int _, Json error) ? error.text("field") : null;
        return switch (answer(reply)) {
            case Answer.Missing _ -> new Kept.Missing<>();
            case Answer.Refused(String code, String message) -> new Kept.Refused<>(code, message, param);
            case Answer.NotSent(Reason reason) -> new Kept.NotSent<>(reason);
            case Answer.Unknown(String why) -> new Kept.Unknown<>(why);
            case Answer.Seen _, Answer.Declined _ -> throw new IllegalStateException("no failure is told so");
        };
    }
}
