package io.bursar.setups;

import io.bursar.gateways.NextAction;
import io.bursar.setups.SetupTry.Asked;
import io.bursar.setups.SetupTry.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Rows of setups, read and written. What no statement looks into is JSON, whose members are only ever added. */
final class SetupRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SetupRows() {}

    /** A try's body. @param action says which of the sealed types it was */
    record TryBody(
            Asked asked,
            @Nullable Failure failure,
            @Nullable String action,
            @Nullable String actionText,
            @Nullable Instant actionUntil) {}

    static String write(Object body) {
        return JSON.writeValueAsString(body);
    }

    static <T> @Nullable T read(@Nullable String json, Class<T> type) {
        return json == null ? null : JSON.readValue(json, type);
    }

    static String body(SetupTry attempt) {
        return write(
                switch (attempt.action()) {
                    case NextAction.Redirect(String url) -> body(attempt, "redirect", url, null);
                    case NextAction.Script(String data) -> body(attempt, "script", data, null);
                    case NextAction.Upi(String link, Instant until) -> body(attempt, "upi", link, until);
                    case null -> body(attempt, null, null, null);
                });
    }

    private static TryBody body(
            SetupTry attempt, @Nullable String kind, @Nullable String text, @Nullable Instant until) {
        return new TryBody(attempt.asked(), attempt.failure(), kind, text, until);
    }

    private static @Nullable NextAction action(TryBody body) {
        if (body.action == null) {
            return null;
        }
        String text = Objects.requireNonNull(body.actionText);
        return switch (body.action) {
            case "redirect" -> new NextAction.Redirect(text);
            case "script" -> new NextAction.Script(text);
            case "upi" -> new NextAction.Upi(text, body.actionUntil);
            default -> throw new IllegalStateException("an action " + body.action);
        };
    }

    static Setup setup(ResultSet row, int index) throws SQLException {
        return new Setup(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                row.getLong("version"),
                Objects.requireNonNull(read(row.getString("terms"), SetupTerms.class)),
                row.getString("client_secret"),
                row.getObject("mandate", UUID.class),
                read(row.getString("ending"), Setup.Ending.class),
                row.getTimestamp("created_at").toInstant(),
                List.of());
    }

    /** @param setup whose it is */
    record Owned(UUID setup, SetupTry attempt) {}

    static Owned attempt(ResultSet row, int index) throws SQLException {
        TryBody body = Objects.requireNonNull(read(row.getString("body"), TryBody.class));
        SetupTry attempt = new SetupTry(
                row.getObject("id", UUID.class),
                row.getInt("ordinal"),
                row.getString("gateway"),
                TryState.of(Objects.requireNonNull(row.getString("state"))),
                row.getString("provider_setup"),
                body.asked,
                body.failure,
                action(body),
                instant(row.getTimestamp("look_at")),
                row.getTimestamp("created_at").toInstant());
        return new Owned(row.getObject("setup", UUID.class), attempt);
    }

    static Mandate mandate(ResultSet row, int index) throws SQLException {
        return new Mandate(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                row.getObject("method", UUID.class),
                row.getString("gateway"),
                row.getString("ref"),
                row.getString("customer"),
                Mandate.Status.of(Objects.requireNonNull(row.getString("status"))),
                read(row.getString("limits"), Limits.class),
                read(row.getString("acceptance"), SetupTerms.Acceptance.class),
                row.getTimestamp("created_at").toInstant());
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
