package io.bursar.payments;

import io.bursar.gateways.Contact;
import io.bursar.gateways.Decline;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.Part;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The parts of rows that no statement looks into, as JSON. What is stored stays readable: members are only added. */
final class Bodies {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Bodies() {}

    /** An attempt's. {@code instrument} and {@code action} say which of the sealed types it was. */
    record AttemptBody(
            String instrument,
            @Nullable MethodType type,
            @Nullable String token,
            Order.Taking taking,
            Order.Presence presence,
            @Nullable String customer,
            @Nullable String method,
            @Nullable MethodDetails known,
            @Nullable String returnUrl,
            @Nullable String action,
            @Nullable String actionText,
            @Nullable Instant actionUntil,
            @Nullable Decline decline,
            @Nullable Instant until,
            @Nullable Long fee,
            @Nullable String mandate,
            boolean surplus,
            List<Part> parts,
            @Nullable Contact payer) {}

    /** An operation's: its notes, and what its state says beside its name. */
    record OperationBody(
            Operation.Notes notes,
            @Nullable Decline decline,
            @Nullable String code,
            @Nullable String message) {}

    static String write(Object body) {
        return JSON.writeValueAsString(body);
    }

    static <T> T read(String json, Class<T> type) {
        return JSON.readValue(json, type);
    }

    static String of(Attempt attempt) {
        Attempt.Details details = attempt.details();
        Kinded instrument = kinded(details.instrument());
        NextAction action = details.action();
        return write(new AttemptBody(
                instrument.kind,
                instrument.type,
                instrument.token,
                details.taking(),
                details.presence(),
                details.customer(),
                details.method(),
                details.known(),
                details.returnUrl(),
                action == null ? null : kind(action),
                action == null ? null : text(action),
                action instanceof NextAction.Upi(String _, Instant until) ? until : null,
                details.decline(),
                details.until(),
                details.fee(),
                details.mandate(),
                details.isSurplus(),
                attempt.parts(),
                details.payer()));
    }

    static Attempt.Details details(AttemptBody body) {
        return new Attempt.Details(
                instrument(body),
                body.taking,
                body.presence,
                body.customer,
                body.method,
                body.known,
                body.returnUrl,
                action(body),
                body.decline,
                body.until,
                body.fee,
                body.mandate,
                body.surplus,
                body.payer == null ? Contact.UNKNOWN : body.payer);
    }

    static String of(Operation operation) {
        Operation.Notes notes = operation.notes();
        return write(
                switch (operation.state()) {
                    case OperationState.Declined(Decline decline) -> new OperationBody(notes, decline, null, null);
                    case OperationState.Failed(String code, String message) ->
                        new OperationBody(notes, null, code, message);
                    case OperationState.Unknown(String why) -> new OperationBody(notes, null, null, why);
                    case OperationState.Prepared _, OperationState.Sent _, OperationState.Succeeded _ ->
                        new OperationBody(notes, null, null, null);
                });
    }

    static OperationState state(String state, OperationBody body) {
        return switch (state) {
            case "prepared" -> new OperationState.Prepared();
            case "sent" -> new OperationState.Sent();
            case "succeeded" -> new OperationState.Succeeded();
            case "unknown" -> new OperationState.Unknown(text(body.message));
            case "failed" -> new OperationState.Failed(text(body.code), text(body.message));
            case "declined" -> new OperationState.Declined(java.util.Objects.requireNonNull(body.decline));
            default -> throw new IllegalStateException("an operation in state " + state);
        };
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private record Kinded(
            String kind,
            @Nullable MethodType type,
            @Nullable String token) {}

    private static Kinded kinded(Instrument instrument) {
        return switch (instrument) {
            case Instrument.Token(MethodType type, String token) -> new Kinded("token", type, token);
            case Instrument.Mandate(MethodType type, String token) -> new Kinded("mandate", type, token);
            case Instrument.UpiIntent _ -> new Kinded("upi_intent", null, null);
            case Instrument.UpiQr _ -> new Kinded("upi_qr", null, null);
        };
    }

    private static Instrument instrument(AttemptBody body) {
        return switch (body.instrument) {
            case "token" -> new Instrument.Token(type(body), text(body.token));
            case "mandate" -> new Instrument.Mandate(type(body), text(body.token));
            case "upi_intent" -> new Instrument.UpiIntent();
            case "upi_qr" -> new Instrument.UpiQr();
            default -> throw new IllegalStateException("an instrument " + body.instrument);
        };
    }

    private static MethodType type(AttemptBody body) {
        return java.util.Objects.requireNonNull(body.type);
    }

    private static String kind(NextAction action) {
        return switch (action) {
            case NextAction.Redirect _ -> "redirect";
            case NextAction.Script _ -> "script";
            case NextAction.Upi _ -> "upi";
        };
    }

    private static String text(NextAction action) {
        return switch (action) {
            case NextAction.Redirect(String url) -> url;
            case NextAction.Script(String data) -> data;
            case NextAction.Upi(String link, Instant _) -> link;
        };
    }

    private static @Nullable NextAction action(AttemptBody body) {
        if (body.action == null) {
            return null;
        }
        return switch (body.action) {
            case "redirect" -> new NextAction.Redirect(text(body.actionText));
            case "script" -> new NextAction.Script(text(body.actionText));
            case "upi" -> new NextAction.Upi(text(body.actionText), body.actionUntil);
            default -> throw new IllegalStateException("an action " + body.action);
        };
    }
}
