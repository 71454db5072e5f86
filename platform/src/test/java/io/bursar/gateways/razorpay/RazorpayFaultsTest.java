package io.bursar.gateways.razorpay;

import static io.bursar.gateways.Orders.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Answer;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.Order;
import io.bursar.gateways.Order.Rest;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Orders;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.SandboxRig;
import io.bursar.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Captures, refunds and beginnings with every fault: what is called proof is held against the sandbox's book. */
class RazorpayFaultsTest {
    private static final Money TWENTY = Money.of(2000, "inr");
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
            "conflict");

    private static SandboxRig rig;
    private static RazorpayGateway patient;
    private static RazorpayGateway hasty;

    @BeforeAll
    static void start() {
        rig = SandboxRig.start();
        rig.control("clock", "{\"frozen\":true}");
        patient = new RazorpayGateway("razorpay", rig.razorpay(), SandboxRig.PATIENCE);
        hasty = new RazorpayGateway(
                "razorpay", rig.razorpay(), new Patience(Duration.ofSeconds(3), Duration.ofMillis(400)));
    }

    @AfterAll
    static void stop() {
        hasty.close();
        patient.close();
        rig.close();
    }

    private static ProviderPayment held() {
        ProviderPayment begun = seen(patient.perform(Orders.upi(new Instrument.UpiQr(), TWENTY, Taking.LATER)));
        rig.control("razorpay/approve", "{\"id\":\"" + begun.charge() + "\"}");
        return look(begun);
    }

    private static ProviderPayment look(ProviderPayment payment) {
        return seen(patient.look(new Inquiry(payment.id(), Objects.requireNonNull(payment.attempt()), "op")));
    }

    private static long column(Order order, String column) {
        return rig.labelled("receipt", order.ticket().attempt())
                .map(line -> line.get(column).asLong())
                .orElse(0L);
    }

    @TestFactory
    Stream<DynamicTest> every_order_with_every_fault() {
        return FAULTS.stream()
                .flatMap(fault -> Stream.of(
                        DynamicTest.dynamicTest("capture " + fault, () -> {
                            ProviderPayment held = held();
                            check(
                                    fault,
                                    Orders.capture(held, TWENTY, Rest.RELEASED),
                                    "/v1/payments/*/capture",
                                    "captured");
                        }),
                        DynamicTest.dynamicTest("refund " + fault, () -> {
                            ProviderPayment held = held();
                            ProviderPayment paid = seen(patient.perform(Orders.capture(held, TWENTY, Rest.RELEASED)));
                            check(fault, Orders.refund(paid, TWENTY), "/v1/payments/*/refund", "refunded");
                        }),
                        DynamicTest.dynamicTest("order " + fault, () -> checkBeginning(fault, "/v1/orders")),
                        DynamicTest.dynamicTest(
                                "begin " + fault, () -> checkBeginning(fault, "/v1/payments/create/upi"))));
    }

    private static Answer withFault(String fault, Order order, String path) {
        rig.control(
                "faults",
                "{\"kind\":\"" + fault + "\",\"path\":\"" + path
                        + "\",\"method\":\"POST\",\"times\":1,\"delay_ms\":1}");
        Answer answer = (fault.startsWith("timeout") ? hasty : patient).perform(order);
        rig.clearFaults();
        return answer;
    }

    private static void check(String fault, Order order, String path, String column) {
        Answer answer = withFault(fault, order, path);
        long happened = column(order, column);
        if (answer instanceof Answer.Seen) {
            assertThat(happened).isEqualTo(2000);
        } else if (!(answer instanceof Answer.Unknown)) {
            assertThat(happened).as("%s is proof that nothing happened", answer).isZero();
        }
        assertThat(answer instanceof Answer.Seen).as("%s", answer).isEqualTo(fault.startsWith("delay"));
        // Doing it again does it once in all, whatever came of the first time.
        ProviderPayment after = seen(patient.perform(order));
        assertThat(column(order, column)).isEqualTo(2000);
        assertThat(column.equals("captured") ? after.captured() : after.refunded())
                .isEqualTo(2000);
        assertThat(look(after).captured()).isEqualTo(column(order, "captured"));
    }

    private static void checkBeginning(String fault, String path) {
        Order order = Orders.upi(new Instrument.UpiIntent(), TWENTY, Taking.AT_ONCE);
        Answer answer = withFault(fault, order, path);
        assertThat(answer instanceof Answer.Seen).as("%s", answer).isEqualTo(fault.startsWith("delay"));
        ProviderPayment begun = seen(patient.perform(order));
        rig.control("razorpay/approve", "{\"id\":\"" + begun.charge() + "\"}");
        assertThat(look(begun).captured()).isEqualTo(2000);
        List<JsonNode> lines = rig.book().stream()
                .filter(line -> line.at("/labels/receipt")
                        .asString("")
                        .equals(order.ticket().attempt()))
                .toList();
        assertThat(lines.stream()
                        .mapToLong(line -> line.get("captured").asLong())
                        .sum())
                .as("taken once, however many were begun")
                .isEqualTo(2000);
        assertThat(seen(patient.perform(order)).captured()).isEqualTo(2000);
    }
}
