package io.bursar.gateways.stripe;

import static io.bursar.gateways.Orders.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Echo;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.Order;
import io.bursar.gateways.Order.Rest;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Orders;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.SandboxRig;
import io.bursar.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every order with every fault of the sandbox. What is said to be proof that nothing happened is held against the
 * sandbox's own book, and so is what was found out afterwards.
 */
class StripeFaultsTest {
    private static final Money TWENTY = Money.of(2000, "usd");
    private static final Money FIFTY = Money.of(5000, "usd");
    private static final int RANDOM_PAYMENTS = 120;
    private static final List<String> FAULTS = List.of(
            "delay_before",
            "delay_after",
            "timeout_before",
            "timeout_after",
            "reset_before",
            "reset_after",
            "error_before",
            "error_after",
            "unavailable",
            "rate_limit",
            "conflict",
            "decline",
            "late_success",
            "late_failure",
            "wrong_amount",
            "wrong_currency",
            "refund_later",
            "dispute_later");

    private static SandboxRig rig;
    private static StripeGateway patient;
    /** For calls that are never answered. */
    private static StripeGateway hasty;

    @BeforeAll
    static void start() {
        rig = SandboxRig.start();
        rig.control("clock", "{\"frozen\":true}");
        patient = new StripeGateway("stripe", rig.stripe(), SandboxRig.PATIENCE);
        hasty = new StripeGateway("stripe", rig.stripe(), new Patience(Duration.ofSeconds(3), Duration.ofMillis(400)));
    }

    @AfterAll
    static void stop() {
        hasty.close();
        patient.close();
        rig.close();
    }

    /**
     * An order and its effect.
     *
     * @param prepare makes the payment that it is about, and the order
     * @param path of its call
     * @param effect the column of the book in which it shows, and by how much
     */
    private record Step(String name, Supplier<Order> prepare, String path, String effect, long amount) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Step step(String name, Taking taking, Function<ProviderPayment, Order> then, String path) {
        String effect =
                switch (name) {
                    case "capture" -> "captured";
                    case "increment" -> "authorised";
                    case "release" -> "released";
                    default -> "refunded";
                };
        long amount = name.equals("increment") ? 3000 : 2000;
        return new Step(
                name,
                () -> then.apply(seen(patient.perform(Orders.card("pm_card_visa", TWENTY, taking)))),
                path,
                effect,
                amount);
    }

    private static List<Step> steps() {
        return List.of(
                new Step(
                        "authorise",
                        () -> Orders.card("pm_card_visa", TWENTY, Taking.LATER),
                        "/v1/payment_intents",
                        "authorised",
                        2000),
                new Step(
                        "sale",
                        () -> Orders.card("pm_card_visa", TWENTY, Taking.AT_ONCE),
                        "/v1/payment_intents",
                        "captured",
                        2000),
                step(
                        "capture",
                        Taking.LATER,
                        held -> Orders.capture(held, TWENTY, Rest.RELEASED),
                        "/v1/payment_intents/*/capture"),
                step(
                        "increment",
                        Taking.LATER,
                        held -> Orders.increment(held, FIFTY),
                        "/v1/payment_intents/*/increment_authorization"),
                step("release", Taking.LATER, Orders::release, "/v1/payment_intents/*/cancel"),
                step("refund", Taking.AT_ONCE, paid -> Orders.refund(paid, TWENTY), "/v1/refunds"));
    }

    private static long effect(Step step, Order order) {
        return rig.labelled("bursar_attempt", order.ticket().attempt())
                .map(line -> line.get(step.effect()).asLong())
                .orElse(0L);
    }

    @TestFactory
    Stream<DynamicTest> every_order_with_every_fault() {
        return steps().stream()
                .flatMap(step -> FAULTS.stream()
                        .map(fault -> DynamicTest.dynamicTest(step + " " + fault, () -> check(step, fault))));
    }

    private static void check(Step step, String fault) {
        Order order = step.prepare().get();
        long before = effect(step, order);
        rig.fault(fault, step.path());
        Answer answer = (fault.startsWith("timeout") ? hasty : patient).perform(order);
        rig.clearFaults();
        long happened = effect(step, order) - before;
        checkAnswer(step, fault, answer);
        if (answer instanceof Answer.Seen(ProviderPayment payment)) {
            boolean isLate = fault.startsWith("late") && order instanceof Order.Authorise;
            assertThat(happened).isEqualTo(isLate ? 0 : step.amount());
            checkEcho(fault, order, payment);
        } else if (!(answer instanceof Answer.Unknown)) {
            assertThat(happened).as("%s is proof that nothing happened", answer).isZero();
        }
        checkTruth(step, order);
    }

    private static void checkAnswer(Step step, String fault, Answer answer) {
        switch (fault) {
            case "timeout_before",
                    "timeout_after",
                    "reset_before",
                    "reset_after",
                    "error_before",
                    "error_after",
                    "unavailable" -> assertThat(answer).isInstanceOf(Answer.Unknown.class);
            case "rate_limit", "conflict" -> assertThat(answer).isEqualTo(new Answer.NotSent(Reason.BUSY));
            case "decline" -> {
                boolean asksBank = step.path().equals("/v1/payment_intents");
                assertThat(answer).isInstanceOf(asksBank ? Answer.Declined.class : Answer.Seen.class);
            }
            default -> assertThat(answer).isInstanceOf(Answer.Seen.class);
        }
    }

    private static void checkEcho(String fault, Order order, ProviderPayment payment) {
        long most = order instanceof Order.Increment ? 5000 : 2000;
        long taken = order instanceof Order.Capture || payment.captured() > 0 ? 2000 : 0;
        Echo ordered = new Echo(order.ticket().attempt(), TWENTY.currency(), most, most, taken);
        List<Echo.Difference> differences = ordered.differences(payment);
        if (fault.startsWith("wrong")) {
            assertThat(differences).as("%s", payment).isNotEmpty();
        } else {
            assertThat(differences).isEmpty();
        }
    }

    /** Looking tells what the book has, whatever came of the call; and doing it again does it once at most. */
    private static void checkTruth(Step step, Order order) {
        Answer again = patient.perform(order);
        Answer looked = patient.look(new Inquiry(
                order.ticket().payment(),
                order.ticket().attempt(),
                order.ticket().operation()));
        JsonNode line = rig.labelled("bursar_attempt", order.ticket().attempt()).orElse(null);
        if (line == null) {
            assertThat(looked).isEqualTo(new Answer.Missing());
            assertThat(again).isNotInstanceOf(Answer.Seen.class);
            return;
        }
        ProviderPayment truth = seen(looked);
        assertThat(truth.authorised()).isEqualTo(line.get("authorised").asLong());
        assertThat(truth.captured()).isEqualTo(line.get("captured").asLong());
        assertThat(truth.released()).isEqualTo(line.get("released").asLong());
        assertThat(truth.refunded()).isEqualTo(line.get("refunded").asLong());
        assertThat(line.get("authorisations").asInt()).isLessThanOrEqualTo(1);
        assertThat(line.get(step.effect()).asLong()).isLessThanOrEqualTo(Math.max(step.amount(), 5000));
    }

    @Test
    void random_faults_and_repeats_do_nothing_twice() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        rig.control("faults", faultsAtRandom("reset_before", seed));
        rig.control("faults", faultsAtRandom("reset_after", seed + 1));
        rig.control("faults", faultsAtRandom("error_after", seed + 2));
        rig.control("faults", faultsAtRandom("error_before", seed + 3));
        rig.control("faults", faultsAtRandom("conflict", seed + 4));
        rig.control("faults", faultsAtRandom("unavailable", seed + 5));
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < RANDOM_PAYMENTS; i++) {
            Order.Authorise order = Orders.card("pm_card_visa", TWENTY, Taking.LATER);
            orders.add(order);
            if (tryRepeatedly(order, random) instanceof Answer.Seen(ProviderPayment held)) {
                tryRepeatedly(Orders.capture(held, TWENTY, Rest.RELEASED), random);
            }
        }
        rig.clearFaults();
        for (Order order : orders) {
            checkOnce(order, seed);
        }
    }

    private static String faultsAtRandom(String kind, long seed) {
        return "{\"kind\":\"" + kind + "\",\"player\":\"stripe\",\"method\":\"POST\",\"rate\":0.08,\"seed\":"
                + Math.floorMod(seed, 1_000_000_000L) + "}";
    }

    private static Answer tryRepeatedly(Order order, SplittableRandom random) {
        Answer answer = patient.perform(order);
        for (int i = 0; i < 3 && !(answer instanceof Answer.Seen); i++) {
            answer = patient.perform(order);
        }
        return random.nextInt(4) == 0 ? patient.perform(order) : answer;
    }

    private static void checkOnce(Order order, long seed) {
        String attempt = order.ticket().attempt();
        JsonNode line = rig.labelled("bursar_attempt", attempt).orElse(null);
        Answer looked = patient.look(new Inquiry(null, attempt, order.ticket().operation()));
        if (line == null) {
            assertThat(looked).as("seed %d", seed).isEqualTo(new Answer.Missing());
            return;
        }
        ProviderPayment truth = seen(looked);
        assertThat(line.get("authorisations").asInt()).as("seed %d", seed).isLessThanOrEqualTo(1);
        assertThat(line.get("captured").asLong()).as("seed %d", seed).isEqualTo(truth.captured());
        assertThat(truth.authorised())
                .as("seed %d", seed)
                .isEqualTo(line.get("authorised").asLong());
        assertThat(Objects.requireNonNull(truth.attempt())).isEqualTo(attempt);
    }
}
