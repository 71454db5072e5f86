package io.bursar.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.model.Customer;
import com.stripe.model.Mandate;
import com.stripe.model.PaymentIntent;
import com.stripe.model.SetupIntent;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.SetupIntentCancelParams;
import com.stripe.param.SetupIntentConfirmParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.SetupIntentListParams;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Stripe's own client for Java sets methods up and pays with them without their payer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StripeSetupsTest {
    private Court court;
    private StripeClient stripe;

    @BeforeAll
    void open() throws Exception {
        court = Court.open();
        stripe = court.client();
    }

    @AfterAll
    void close() throws Exception {
        court.close();
    }

    private Customer customer() throws Exception {
        return stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("asha@example.com")
                        .build());
    }

    private SetupIntent setUp(Customer customer, String method) throws Exception {
        return stripe.v1()
                .setupIntents()
                .create(SetupIntentCreateParams.builder()
                        .setCustomer(customer.getId())
                        .setPaymentMethod(method)
                        .addPaymentMethodType("card")
                        .setReturnUrl("https://shop.example/back")
                        .setConfirm(true)
                        .addExpand("payment_method")
                        .build());
    }

    private PaymentIntentCreateParams.Builder absent(Customer customer, String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(2_500L)
                .setCurrency("usd")
                .addPaymentMethodType("card")
                .setCustomer(customer.getId())
                .setPaymentMethod(method)
                .setOffSession(true)
                .setConfirm(true);
    }

    @Test
    void creates_confirms_lists_and_cancels() throws Exception {
        Customer customer = customer();
        SetupIntent made = stripe.v1()
                .setupIntents()
                .create(SetupIntentCreateParams.builder()
                        .setCustomer(customer.getId())
                        .addPaymentMethodType("card")
                        .build());
        assertThat(made.getStatus()).isEqualTo("requires_payment_method");
        SetupIntent done = stripe.v1()
                .setupIntents()
                .confirm(
                        made.getId(),
                        SetupIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .build());
        assertThat(done.getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1()
                        .setupIntents()
                        .list(SetupIntentListParams.builder()
                                .setCustomer(customer.getId())
                                .build())
                        .getData())
                .extracting(SetupIntent::getId)
                .containsExactly(made.getId());
        SetupIntent other = stripe.v1().setupIntents().create();
        assertThat(stripe.v1()
                        .setupIntents()
                        .cancel(
                                other.getId(),
                                SetupIntentCancelParams.builder()
                                        .setCancellationReason(SetupIntentCancelParams.CancellationReason.ABANDONED)
                                        .build())
                        .getStatus())
                .isEqualTo("canceled");
        Mandate mandate = stripe.v1().mandates().retrieve(done.getMandate());
        assertThat(mandate.getStatus()).isEqualTo("active");
        assertThat(mandate.getPaymentMethod()).isEqualTo(done.getPaymentMethod());
    }

    @Test
    void pays_without_the_payer_by_what_was_set_up() throws Exception {
        Customer customer = customer();
        SetupIntent setup = setUp(customer, "pm_card_visa");
        String method = setup.getPaymentMethodObject().getId();
        PaymentIntent paid = stripe.v1()
                .paymentIntents()
                .create(absent(customer, method)
                        .setMandate(setup.getMandate())
                        .addExpand("payment_method")
                        .build());
        assertThat(paid.getStatus()).isEqualTo("succeeded");
        assertThat(paid.getPaymentMethodObject().getCustomer()).isEqualTo(customer.getId());
    }

    @Test
    void keeps_what_was_paid_with() throws Exception {
        Customer customer = customer();
        PaymentIntent first = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(2_500L)
                        .setCurrency("usd")
                        .addPaymentMethodType("card")
                        .setCustomer(customer.getId())
                        .setPaymentMethod("pm_card_visa")
                        .setSetupFutureUsage(PaymentIntentCreateParams.SetupFutureUsage.OFF_SESSION)
                        .setConfirm(true)
                        .addExpand("payment_method")
                        .build());
        assertThat(first.getPaymentMethodObject().getCustomer()).isEqualTo(customer.getId());
        assertThat(stripe.v1()
                        .customers()
                        .paymentMethods()
                        .list(customer.getId())
                        .getData())
                .hasSize(1);
        PaymentIntent second = stripe.v1()
                .paymentIntents()
                .create(absent(customer, first.getPaymentMethodObject().getId()).build());
        assertThat(second.getStatus()).isEqualTo("succeeded");
    }

    @Test
    void a_declined_setup_is_a_card_exception_with_the_setup() throws Exception {
        Customer customer = customer();
        CardException thrown =
                catchThrowableOfType(CardException.class, () -> setUp(customer, "pm_card_chargeDeclined"));
        assertThat(thrown.getCode()).isEqualTo("card_declined");
        assertThat(Objects.requireNonNull(thrown.getStripeError().getSetupIntent())
                        .getStatus())
                .isEqualTo("requires_payment_method");
    }

    @Test
    void a_bank_that_wants_its_customer_says_so_with_the_payment() throws Exception {
        Customer customer = customer();
        String method = stripe.v1()
                .paymentMethods()
                .attach(
                        "pm_card_authenticationRequired",
                        com.stripe.param.PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build())
                .getId();
        CardException thrown = catchThrowableOfType(
                CardException.class,
                () -> stripe.v1()
                        .paymentIntents()
                        .create(absent(customer, method).build()));
        assertThat(thrown.getCode()).isEqualTo("authentication_required");
        PaymentIntent left = Objects.requireNonNull(thrown.getStripeError().getPaymentIntent());
        assertThat(left.getStatus()).isEqualTo("requires_payment_method");
        assertThat(left.getLastPaymentError().getCode()).isEqualTo("authentication_required");
    }
}
