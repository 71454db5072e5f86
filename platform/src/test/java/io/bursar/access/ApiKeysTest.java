package io.bursar.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Request;
import io.bursar.RunningBursar;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private final RunningBursar bursar = RunningBursar.shared();
    private final ApiKeys keys = bursar.bean(ApiKeys.class);

    @Test
    void a_key_is_long_random_and_knows_a_typo() {
        SecretKey key = SecretKey.random(new SecureRandom());
        String text = key.reveal();
        assertThat(text).matches("sk_test_[0-9A-Za-z]{38}");
        assertThat(SecretKey.parse(text)).isPresent();
        for (int i = 8; i < text.length(); i++) {
            char other = text.charAt(i) == 'a' ? 'b' : 'a';
            String typo = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(SecretKey.parse(typo)).as(typo).isEmpty();
        }
        assertThat(SecretKey.random(new SecureRandom()).reveal()).isNotEqualTo(text);
        assertThat(key.toString()).isEqualTo("sk_test_***");
    }

    @Test
    void the_database_keeps_only_the_hash() throws SQLException {
        SecretKey key = keys.create("hashed", Set.of());
        try (var connection = bursar.superuser().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT row_to_json(k)::text FROM access.api_key k WHERE name = 'hashed'")) {
            rows.next();
            assertThat(rows.getString(1))
                    .contains(HexFormat.of().formatHex(key.hash()))
                    .doesNotContain(key.reveal().substring(8, 40));
        }
    }

    @Test
    void a_key_opens_as_bearer_and_as_basic_user() {
        SecretKey key = keys.create("both", Set.of());
        String basic = Base64.getEncoder().encodeToString((key.reveal() + ":").getBytes(StandardCharsets.US_ASCII));
        bursar.get("/v1/chart").bearer(key.reveal()).expect(200);
        bursar.get("/v1/chart").header("Authorization", "Basic " + basic).expect(200);
        assertThat(bursar.get("/v1/chart").without("Authorization").expect(401).header("WWW-Authenticate"))
                .startsWith("Bearer");
    }

    @Test
    void a_revoked_key_stops_within_a_second() {
        SecretKey key = keys.create("to be revoked", Set.of());
        Request request = bursar.get("/v1/chart").bearer(key.reveal());
        request.expect(200);
        bursar.revokeNewest();
        Instant revoked = Instant.now();
        while (request.send().status() == 200) {
            assertThat(Duration.between(revoked, Instant.now())).isLessThan(Duration.ofSeconds(1));
        }
        request.send().expectError(401, "api_key_revoked", null);
    }

    @Test
    void the_first_key_is_made_once() {
        assertThat(keys.createFirst()).as("there are keys already").isEmpty();
    }

    @Test
    void use_is_written_down_beside_the_requests() throws SQLException {
        SecretKey key = keys.create("used", Set.of());
        bursar.get("/v1/chart").bearer(key.reveal()).expect(200);
        bursar.bean(KeyUse.class).write();
        try (var connection = bursar.superuser().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT last_used_at IS NOT NULL FROM access.api_key WHERE name = 'used'")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
        }
    }
}
