package io.bursar.gateways;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.RunningBursar;
import io.bursar.database.Transactions;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.gateways.Line.Policy;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands around calls to providers. */
class GatewaysTest {
    private static final Money TWENTY = Money.of(2000, "usd");
    private static final ProviderPayment PAYMENT = new ProviderPayment(
            "scripted",
            "p_1",
            "att_1",
            new Standing.Captured(),
            Currency.of("usd"),
            2000,
            2000,
            2000,
            0,
            0,
            List.of(),
            null,
            null,
            null,
            null);

    /** A provider that answers as it is told to. */
    private static final class Scripted implements Gateway {
        private final AtomicInteger calls = new AtomicInteger();
        private volatile Function<Integer, Answer> script = number -> new Answer.Seen(PAYMENT);

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(
                    Set.of(MethodType.CARD), Set.of(), Set.of(), List.of(), Duration.ZERO, Duration.ZERO);
        }

        @Override
        public Answer perform(Order order) {
            return script.apply(calls.incrementAndGet());
        }

        @Override
        public Answer look(Inquiry inquiry) {
            return script.apply(calls.incrementAndGet());
        }

        @Override
        public Vault vault() {
            throw new IllegalStateException("it has none");
        }

        @Override
        public Postbox postbox() {
            throw new IllegalStateException("it has none");
        }
    }

    private final Scripted provider = new Scripted();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Gateways gateways(Policy policy) {
        return new Gateways(List.of(provider), name -> kind -> policy, registry);
    }

    private static Policy policy(int perSecond, int atOnce) {
        return new Policy(perSecond, atOnce, Duration.ofMillis(1), 10, Duration.ofMinutes(10));
    }

    private static Answer pay(Gateways gateways) {
        return gateways.perform("scripted", Orders.card("pm_card_visa", TWENTY, Taking.AT_ONCE));
    }

    @Test
    void calls_are_held_back_when_most_came_to_nothing_and_only_of_that_kind() {
        Gateways gateways = gateways(policy(1_000, 10));
        provider.script = number -> number % 2 == 0 ? new Answer.Unknown("silence") : new Answer.Seen(PAYMENT);
        for (int i = 0; i < 10; i++) {
            assertThat(pay(gateways)).isNotInstanceOf(Answer.NotSent.class);
        }
        assertThat(pay(gateways)).isEqualTo(new Answer.NotSent(Reason.BREAKER_OPEN));
        assertThat(provider.calls).hasValue(10);
        assertThat(gateways.health("scripted").state()).isEqualTo(Gateways.State.FAILING);
        assertThat(gateways.health("scripted").answeredPerMille()).isEqualTo(500);
        assertThat(gateways.look("scripted", new Inquiry("p_1", "att_1", "op_1")))
                .isInstanceOf(Answer.Seen.class);
        assertThat(registry.get("gateways.breaker.open")
                        .tag("kind", "authorise")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("gateways.calls")
                        .tag("outcome", "unknown")
                        .timer()
                        .count())
                .isEqualTo(5);
    }

    @Test
    void a_no_is_an_answer() {
        Gateways gateways = gateways(policy(1_000, 10));
        Decline decline = new Decline("card_declined", null, "No.", null, Decline.Retry.NEVER);
        provider.script = number -> switch (number % 4) {
            case 0 -> new Answer.Declined(decline, null);
            case 1 -> new Answer.Refused("parameter_invalid", "No.");
            case 2 -> new Answer.NotSent(Reason.BUSY);
            default -> new Answer.Missing();
        };
        for (int i = 0; i < 60; i++) {
            assertThat(pay(gateways)).isNotEqualTo(new Answer.NotSent(Reason.BREAKER_OPEN));
        }
        assertThat(provider.calls).hasValue(60);
        Gateways.Health health = gateways.health("scripted");
        assertThat(health.state()).isEqualTo(Gateways.State.WELL);
        assertThat(health.answeredPerMille()).isEqualTo(1_000);
        assertThat(health.calls()).isEqualTo(45);
    }

    @Test
    void no_more_calls_a_second_than_allowed() {
        Gateways gateways = gateways(policy(5, 10));
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(pay(gateways));
        }
        // Further seconds may have begun meanwhile; never a hundred.
        assertThat(provider.calls.get()).isBetween(5, 499);
        assertThat(answers.stream()
                        .filter(new Answer.NotSent(Reason.BUSY)::equals)
                        .count())
                .isEqualTo(500 - provider.calls.get());
    }

    @Test
    void no_more_calls_at_once_than_allowed() throws InterruptedException {
        Gateways gateways = gateways(policy(1_000, 2));
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        provider.script = number -> {
            inside.countDown();
            await(release);
            return new Answer.Seen(PAYMENT);
        };
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofVirtual().start(() -> pay(gateways)));
        }
        inside.await();
        assertThat(pay(gateways)).isEqualTo(new Answer.NotSent(Reason.BUSY));
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(pay(gateways)).isInstanceOf(Answer.Seen.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void equal_questions_under_way_are_asked_once() throws InterruptedException {
        Gateways gateways = gateways(policy(1_000, 10));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        provider.script = number -> {
            inside.countDown();
            await(release);
            return new Answer.Seen(PAYMENT);
        };
        Inquiry inquiry = new Inquiry("p_1", "att_1", "op_1");
        List<Thread> threads = new ArrayList<>();
        List<Answer> answers = java.util.Collections.synchronizedList(new ArrayList<>());
        threads.add(Thread.ofVirtual().start(() -> answers.add(gateways.look("scripted", inquiry))));
        inside.await();
        for (int i = 0; i < 5; i++) {
            Thread thread = Thread.ofPlatform().start(() -> answers.add(gateways.look("scripted", inquiry)));
            threads.add(thread);
            while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
        }
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(provider.calls).hasValue(1);
        assertThat(answers).hasSize(6).containsOnly(new Answer.Seen(PAYMENT));
    }

    @Test
    void what_is_not_configured_is_not_there() {
        Gateways gateways = gateways(policy(1_000, 10));
        assertThat(gateways.names()).containsExactly("scripted");
        assertThat(gateways.capabilities("stripe")).isEmpty();
        assertThat(gateways.perform("stripe", Orders.card("pm_card_visa", TWENTY, Taking.AT_ONCE)))
                .isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
    }

    @Test
    void a_defect_of_a_gateway_leaves_its_line_usable() {
        Gateways gateways = gateways(policy(1_000, 1));
        provider.script = number -> {
            throw new IllegalStateException("a defect");
        };
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> pay(gateways)).hasMessage("a defect");
        }
        provider.script = number -> new Answer.Seen(PAYMENT);
        assertThat(pay(gateways)).isInstanceOf(Answer.Seen.class);
    }

    @Test
    void with_the_application_it_is_counted_and_never_called_inside_a_transaction() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Account account =
                new Account(new Secret("sk_test_x"), List.of(), URI.create("http://127.0.0.1:" + nobody), 1_000);
        GatewaySettings settings = new GatewaySettings(Map.of("stripe", account), SandboxRig.PATIENCE);
        try (RunningBursar bursar = RunningBursar.startWithGateways(settings, spring -> {})) {
            Gateways gateways = bursar.bean(Gateways.class);
            assertThat(gateways.names()).containsExactly("stripe");
            Order order = Orders.card("pm_card_visa", TWENTY, Taking.AT_ONCE);
            assertThat(gateways.perform("stripe", order)).isEqualTo(new Answer.NotSent(Reason.UNREACHABLE));
            assertThat(gateways.vault("stripe").find("pm_card_visa"))
                    .isEqualTo(new Vault.Kept.NotSent<>(Reason.UNREACHABLE));
            assertThatThrownBy(() -> bursar.bean(Transactions.class).inside(() -> gateways.perform("stripe", order)))
                    .hasMessageContaining("inside a database transaction");
            assertThat(bursar.get("/metrics").expect(200).text())
                    .contains("gateways_breaker_open{gateway=\"stripe\",kind=\"authorise\"}")
                    .contains("gateways_calls_seconds_count{gateway=\"stripe\",kind=\"authorise\","
                            + "outcome=\"unreachable\"}");
        }
    }

    @Test
    void settings_are_read_and_secrets_are_not_shown() {
        GatewaySettings settings = GatewaySettings.of(Map.of(
                "BURSAR_STRIPE_KEY", "sk_test_abc",
                "BURSAR_STRIPE_WEBHOOK_SECRET", "whsec_1, whsec_2",
                "BURSAR_STRIPE_URL", "http://127.0.0.1:8790/",
                "BURSAR_RAZORPAY_KEY", "rzp_live_abc:secret"));
        assertThat(settings.accounts().keySet()).containsExactly("stripe", "razorpay");
        assertThat(settings.account("stripe").orElseThrow().webhookSecrets()).hasSize(2);
        assertThat(settings.account("stripe").orElseThrow().base()).hasToString("http://127.0.0.1:8790");
        assertThat(settings.account("razorpay").orElseThrow().callsPerSecond()).isEqualTo(100);
        assertThat(settings.toString()).doesNotContain("abc", "whsec", "secret_");
        assertThat(GatewaySettings.of(Map.of()).accounts()).isEmpty();
    }

    @Test
    void further_accounts_with_a_provider_are_gateways_of_their_own() {
        GatewaySettings settings = GatewaySettings.of(Map.of(
                "BURSAR_STRIPE_KEY", "sk_test_abc",
                "BURSAR_STRIPE_US_KEY", "sk_test_us",
                "BURSAR_STRIPE_EU_KEY", "sk_test_eu",
                "BURSAR_STRIPE_EU_URL", "http://127.0.0.1:8790",
                "BURSAR_STRIPE_EU_WEBHOOK_SECRET", "whsec_eu"));
        assertThat(settings.accounts().keySet()).containsExactly("stripe", "stripe_eu", "stripe_us");
        assertThat(settings.account("stripe_eu").orElseThrow().base()).hasToString("http://127.0.0.1:8790");
        assertThat(settings.account("stripe_us").orElseThrow().base()).hasToString("https://api.stripe.com");
        try (RunningBursar bursar = RunningBursar.startWithGateways(settings, spring -> {})) {
            Gateways gateways = bursar.bean(Gateways.class);
            assertThat(gateways.names()).containsExactly("stripe", "stripe_eu", "stripe_us");
            assertThat(gateways.namesOf("stripe")).hasSize(3);
            assertThat(gateways.namesOf("razorpay")).isEmpty();
            assertThat(gateways.postbox("stripe_eu")).isPresent();
            assertThat(gateways.postbox("stripe_")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sk_live_abc, http://127.0.0.1:8790, , BURSAR_STRIPE_URL is for keys of the test mode",
        "sk_test_abc, not an address, , BURSAR_STRIPE_URL must be an address",
        "sk_test_abc, ftp://example.com, , BURSAR_STRIPE_URL must be an address",
        "sk_test_abc, http://example.com/v1, , BURSAR_STRIPE_URL must be an address",
        "sk_test_abc, '', 0, BURSAR_STRIPE_CALLS_PER_SECOND must be",
        "sk_test_abc, '', many, BURSAR_STRIPE_CALLS_PER_SECOND must be",
        "sk_test_abc, '', 10001, BURSAR_STRIPE_CALLS_PER_SECOND must be",
    })
    void wrong_settings_are_refused_with_what_to_do(String key, String url, String calls, String message) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("BURSAR_STRIPE_KEY", key));
        environment.put("BURSAR_STRIPE_URL", url);
        if (calls != null) {
            environment.put("BURSAR_STRIPE_CALLS_PER_SECOND", calls);
        }
        assertThatThrownBy(() -> GatewaySettings.of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("sk_");
    }
}
