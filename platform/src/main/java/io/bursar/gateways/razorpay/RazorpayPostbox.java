package io.bursar.gateways.razorpay;

import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.gateways.News;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.gateways.Postbox;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.razorpay.OrderReader.Frame;
import io.bursar.gateways.wire.Hmac;
import io.bursar.gateways.wire.Json;
import io.bursar.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads Razorpay's events. */
final class RazorpayPostbox implements Postbox {
    /** Signatures have no time, so that the event's own counts. Razorpay sends on request what is fifteen days old. */
    static final Duration AGE_MAX = Duration.ofDays(15);

    private static final int EVENT_ID_MAX = 100;

    private final List<Secret> secrets;

    RazorpayPostbox(List<Secret> secrets) {
        this.secrets = secrets;
    }

    @Override
    public Reading read(Function<String, Optional<String>> header, byte[] body, Instant now) {
        Optional<String> signature = header.apply("x-razorpay-signature");
        if (signature.isEmpty()) {
            return new Reading.Forged("there is no X-Razorpay-Signature");
        }
        if (!Hmac.isSigned(secrets, List.of(signature.get()), body)) {
            return new Reading.Forged(secrets.isEmpty() ? "no webhook secret is configured" : "signed by nobody known");
        }
        Reading reading = reread(header, body);
        boolean isStale = reading instanceof Reading.Genuine genuine
                && genuine.createdAt().isBefore(now.minus(AGE_MAX));
        return isStale ? new Reading.Stale(((Reading.Genuine) reading).createdAt()) : reading;
    }

    @Override
    public Reading reread(Function<String, Optional<String>> header, byte[] body) {
        Json event = Json.read(body);
        Optional<String> id = header.apply("x-razorpay-event-id");
        if (!event.text("entity", "").equals("event")) {
            return new Reading.Unreadable("it is no event: entity is not \"event\"");
        }
        if (id.isEmpty() || id.get().isBlank() || id.get().length() > EVENT_ID_MAX) {
            return new Reading.Unreadable("there is no usable x-razorpay-event-id");
        }
        try {
            return new Reading.Genuine(
                    id.get(),
                    event.require("event"),
                    Instant.ofEpochSecond(event.requireNumber("created_at")),
                    news(event, id.get()));
        } catch (Json.Lacking unreadable) {
            return new Reading.Unreadable(String.valueOf(unreadable.getMessage()));
        }
    }

    private static Json entity(Json event, String name) {
        return event.in("payload").in(name).in("entity");
    }

    private static News news(Json event, String id) {
        String type = event.require("event");
        if (type.startsWith("token.")) {
            Json token = entity(event, "token");
            return new News.OfMandate(token.require("id"), mandate(type), token.text("customer_id"));
        }
        Json payment = entity(event, "payment");
        Json dispute = entity(event, "dispute");
        if (dispute.isThere()) {
            return new News.OfDispute(dispute(dispute, payment));
        }
        boolean isOfPayment = type.startsWith("payment.") || type.startsWith("refund.") || type.equals("order.paid");
        if (!isOfPayment || !payment.isThere()) {
            return new News.Irrelevant(id);
        }
        return payment.text("order_id") == null ? new News.Irrelevant(payment.require("id")) : ofPayment(type, payment);
    }

    /** One that failed may be one of several for an order, and refunds are counted by looking. */
    private static News ofPayment(String type, Json payment) {
        String order = payment.require("order_id");
        String setup = payment.in("notes").text(OrderReader.SETUP);
        if (setup != null) {
            boolean isFailed = type.equals("payment.failed");
            return new News.OfSetup(order, setup, isFailed ? null : RazorpayVault.ofPayment(payment));
        }
        boolean isWhole =
                type.equals("payment.authorized") || type.equals("payment.captured") || type.equals("order.paid");
        return new News.OfPayment(
                order,
                payment.in("notes").text(OrderReader.ATTEMPT),
                isWhole ? OrderReader.read(Frame.ofPayment(payment), payment, null) : null);
    }

    private static MandateStatus mandate(String type) {
        return switch (type) {
            case "token.confirmed", "token.resumed" -> MandateStatus.ACTIVE;
            case "token.paused" -> MandateStatus.PAUSED;
            default -> MandateStatus.ENDED;
        };
    }

    /** Money is deducted when a dispute is lost; of one that is won, what was not contested. */
    static ProviderDispute dispute(Json dispute, Json payment) {
        String status = dispute.require("status");
        boolean awaitsAnswer = status.equals("open");
        return new ProviderDispute(
                RazorpayGateway.NAME,
                dispute.require("id"),
                payment.text("order_id"),
                dispute.require("payment_id"),
                Currency.of(dispute.require("currency").toLowerCase(Locale.ROOT)),
                dispute.requireNumber("amount"),
                dispute.number("amount_deducted", 0),
                0,
                0,
                dispute.text("reason_code", "general"),
                status(status),
                awaitsAnswer ? at(dispute, "respond_by") : null,
                dispute.in("evidence").number("submitted_at", 0) == 0 ? 0 : 1,
                Instant.ofEpochSecond(dispute.requireNumber("created_at")));
    }

    private static @Nullable Instant at(Json object, String name) {
        long seconds = object.number(name, 0);
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }

    private static ProviderDispute.Status status(String status) {
        return switch (status) {
            case "open" -> ProviderDispute.Status.NEEDS_RESPONSE;
            case "under_review" -> ProviderDispute.Status.UNDER_REVIEW;
            case "won" -> ProviderDispute.Status.WON;
            case "lost" -> ProviderDispute.Status.LOST;
            case "closed" -> ProviderDispute.Status.WARNING_CLOSED;
            default -> throw new Json.Lacking("dispute status " + status);
        };
    }
}
