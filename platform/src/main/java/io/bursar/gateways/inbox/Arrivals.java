package io.bursar.gateways.inbox;

import io.bursar.api.CardNumbers;
import io.bursar.gateways.News;
import io.bursar.gateways.Postbox.Reading;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes of a request what is stored. No card number gets in, wherever it stands. */
final class Arrivals {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Set<String> NOT_KEPT = Set.of("authorization", "proxy-authorization", "cookie");
    private static final String CARD_NUMBER = "it had a card number, which was masked";

    private Arrivals() {}

    static Arrival genuine(String gateway, HttpServletRequest request, byte[] body, Reading.Genuine genuine) {
        boolean isIgnored = genuine.news() instanceof News.Irrelevant;
        return clean(new Arrival(
                gateway,
                genuine.event(),
                genuine.type(),
                genuine.news().object(),
                headers(request),
                body,
                genuine.createdAt(),
                isIgnored ? State.IGNORED : State.WAITING,
                null));
    }

    /** Signed by the provider, so that it is kept; it is known by its bytes. */
    static Arrival unreadable(String gateway, HttpServletRequest request, byte[] body, String why) {
        String name = "unreadable_" + hash(body);
        return clean(new Arrival(
                gateway, name, "unreadable", name, headers(request), body, Instant.EPOCH, State.PARKED, why));
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static Arrival clean(Arrival arrival) {
        String text = new String(arrival.body(), StandardCharsets.UTF_8);
        boolean hasCard = CardNumbers.isIn(text) || CardNumbers.isIn(arrival.headers());
        if (!hasCard) {
            return arrival;
        }
        return new Arrival(
                arrival.gateway(),
                CardNumbers.mask(arrival.event()),
                CardNumbers.mask(arrival.type()),
                CardNumbers.mask(arrival.object()),
                CardNumbers.mask(arrival.headers()),
                CardNumbers.mask(text).getBytes(StandardCharsets.UTF_8),
                arrival.sentAt(),
                State.PARKED,
                CARD_NUMBER);
    }

    private static String headers(HttpServletRequest request) {
        ObjectNode headers = MAPPER.createObjectNode();
        List<String> names = new ArrayList<>(Collections.list(request.getHeaderNames()));
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_KEPT.contains(lower)) {
                headers.put(lower, String.join(", ", Collections.list(request.getHeaders(name))));
            }
        }
        return headers.toString();
    }

    /** Headers as they were stored. */
    static Function<String, Optional<String>> stored(String headers) {
        JsonNode read = MAPPER.readTree(headers);
        return name -> Optional.ofNullable(text(read.get(name)));
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.asString();
    }
}
