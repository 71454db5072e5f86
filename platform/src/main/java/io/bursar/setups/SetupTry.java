package io.bursar.setups;

import io.bursar.gateways.Contact;
import io.bursar.gateways.Decline;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.Vault.SetupOrder;
import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A try at one gateway; its id is the gateway's key.
 *
 * @param setup the gateway's id of it; null before it has one
 * @param failure why it failed; null: it did not
 * @param action what the payer must do; null: nothing
 * @param lookAt when to ask the gateway next; null: there is nothing to ask
 */
record SetupTry(
        UUID id,
        int ordinal,
        String gateway,
        TryState state,
        @Nullable String setup,
        Asked asked,
        @Nullable Failure failure,
        @Nullable NextAction action,
        @Nullable Instant lookAt,
        Instant createdAt) {
    static final String PREFIX = "setatt";

    /**
     * With what it was asked for: the same each time it is asked for again.
     *
     * @param token the gateway's id of the method; null: an app on the payer's phone
     * @param method id of our payment method; null: it has none yet
     * @param customer the gateway's id of the payer; null: nobody known there
     * @param limits of debits that come; null: none
     */
    record Asked(
            @Nullable String token,
            @Nullable String method,
            @Nullable String customer,
            Presence presence,
            @Nullable Limits limits,
            @Nullable String returnUrl,
            Contact payer) {
        Instrument instrument() {
            return token == null
                    ? new Instrument.UpiIntent()
                    : new Instrument.Token(io.bursar.gateways.MethodType.CARD, token);
        }
    }

    /** @param kind who said no */
    record Failure(Kind kind, Decline decline) {
        enum Kind {
            /** The bank, or the payer. */
            DECLINED,
            /** The gateway did not accept the request. */
            REFUSED,
            /** It never left this house. */
            NOT_SENT,
            /** The same, because as much was under way as the gateway takes. */
            BUSY
        }

        boolean isSent() {
            return kind == Kind.DECLINED || kind == Kind.REFUSED;
        }
    }

    /** Its name for the gateway and in the API: {@code setatt_…}. */
    String publicId() {
        return PublicId.of(PREFIX, id);
    }

    SetupOrder order() {
        Limits limits = asked.limits();
        return new SetupOrder(
                publicId(),
                asked.instrument(),
                asked.customer(),
                asked.presence(),
                limits == null ? null : limits.consent(),
                asked.returnUrl(),
                asked.payer());
    }

    String requireSetup() {
        return Objects.requireNonNull(setup, "the gateway has no setup of " + publicId());
    }

    SetupTry in(TryState next) {
        return new SetupTry(id, ordinal, gateway, next, setup, asked, failure, null, lookAt, createdAt);
    }

    SetupTry acting(NextAction next) {
        return new SetupTry(
                id, ordinal, gateway, TryState.ACTION_NEEDED, setup, asked, failure, next, lookAt, createdAt);
    }

    SetupTry failed(Failure why) {
        return new SetupTry(id, ordinal, gateway, TryState.FAILED, setup, asked, why, null, lookAt, createdAt);
    }

    SetupTry at(@Nullable String known) {
        return new SetupTry(
                id, ordinal, gateway, state, setup == null ? known : setup, asked, failure, action, lookAt, createdAt);
    }

    SetupTry lookingAt(@Nullable Instant when) {
        return new SetupTry(id, ordinal, gateway, state, setup, asked, failure, action, when, createdAt);
    }
}
