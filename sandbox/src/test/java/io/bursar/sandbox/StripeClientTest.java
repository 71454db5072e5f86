package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Refund;
import com.stripe.model.SetupIntent;
import com.stripe.model.WebhookEndpoint;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.ChargeListParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.DisputeListParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentIncrementAuthorizationParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.PaymentIntentUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.PaymentMethodListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SetupIntentConfirmParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.WebhookEndpointCreateParams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stripe's own Java client, unmodified but for its base address. */
class StripeClientTest {
    private Rig rig;
    private StripeClient stripe;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
        stripe = rig.stripe();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static PaymentIntentCreateParams.Builder card(String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(5000L)
                .setCurrency("eur")
                .setConfirm(true)
                .addPaymentMethodType("card")
                .setPaymentMethod(method);
    }

    @Test
    void creates_confirms_captures_and_refunds() throws Exception {
        PaymentIntent made = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(5000L)
                        .setCurrency("eur")
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .addPaymentMethodType("card")
                        .putMetadata("order", "42")
                        .build());
        PaymentIntent updated = stripe.v1()
                .paymentIntents()
                .update(
                        made.getId(),
                        PaymentIntentUpdateParams.builder()
                                .setAmount(6000L)
                                .setDescription("tea")
                                .build());
        assertThat(updated.getAmount()).isEqualTo(6000);
        PaymentIntent held = stripe.v1()
                .paymentIntents()
                .confirm(
                        made.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .build());
        assertThat(held.getStatus()).isEqualTo("requires_capture");
        PaymentIntent taken = stripe.v1()
                .paymentIntents()
                .capture(
                        made.getId(),
                        PaymentIntentCaptureParams.builder()
                                .setAmountToCapture(5500L)
                                .addExpand("latest_charge.balance_transaction")
                                .build());
        assertThat(taken.getAmountReceived()).isEqualTo(5500);
        assertThat(taken.getLatestChargeObject().getBalanceTransactionObject().getNet())
                .isPositive();
        Refund refund = stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(made.getId())
                        .setAmount(500L)
                        .build());
        assertThat(stripe.v1().refunds().retrieve(refund.getId()).getStatus()).isEqualTo("succeeded");
        Charge charge = stripe.v1().charges().retrieve(taken.getLatestCharge());
        assertThat(charge.getAmountRefunded()).isEqualTo(1000);
        assertThat(stripe.v1()
                        .balanceTransactions()
                        .retrieve(refund.getBalanceTransaction())
                        .getAmount())
                .isEqualTo(-500);
        assertThat(stripe.v1().balance().retrieve().getPending()).isNotEmpty();
    }

    @Test
    void cancels_increments_lists_and_searches() throws Exception {
        PaymentIntent held = stripe.v1()
                .paymentIntents()
                .create(card("pm_card_visa")
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .setPaymentMethodOptions(PaymentIntentCreateParams.PaymentMethodOptions.builder()
                                .setCard(PaymentIntentCreateParams.PaymentMethodOptions.Card.builder()
                                        .setRequestIncrementalAuthorization(
                                                PaymentIntentCreateParams.PaymentMethodOptions.Card
                                                        .RequestIncrementalAuthorization.IF_AVAILABLE)
                                        .build())
                                .build())
                        .build());
        PaymentIntent more = stripe.v1()
                .paymentIntents()
                .incrementAuthorization(
                        held.getId(),
                        PaymentIntentIncrementAuthorizationParams.builder()
                                .setAmount(7000L)
                                .build());
        assertThat(more.getAmountCapturable()).isEqualTo(7000);
        PaymentIntent gone = stripe.v1()
                .paymentIntents()
                .cancel(
                        held.getId(),
                        PaymentIntentCancelParams.builder()
                                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.DUPLICATE)
                                .build());
        assertThat(gone.getStatus()).isEqualTo("canceled");
        for (int i = 0; i < 6; i++) {
            stripe.v1()
                    .paymentIntents()
                    .create(card("pm_card_visa").putMetadata("n", "" + i).build());
        }
        List<String> all = new ArrayList<>();
        stripe.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder().setLimit(3L).build())
                .autoPagingIterable()
                .forEach(intent -> all.add(intent.getId()));
        assertThat(all).hasSize(7).doesNotHaveDuplicates();
        List<String> found = new ArrayList<>();
        stripe.v1()
                .paymentIntents()
                .search(PaymentIntentSearchParams.builder()
                        .setQuery("status:'succeeded' AND metadata['n']:'4'")
                        .build())
                .autoPagingIterable()
                .forEach(intent -> found.add(intent.getId()));
        assertThat(found).hasSize(1);
        assertThat(stripe.v1()
                        .charges()
                        .list(ChargeListParams.builder()
                                .setPaymentIntent(found.getFirst())
                                .build())
                        .getData())
                .hasSize(1);
    }

    @Test
    void customers_methods_setups_and_mandates() throws Exception {
        Customer customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("ada@example.com")
                        .setName("Ada")
                        .build());
        PaymentMethod made = stripe.v1()
                .paymentMethods()
                .create(PaymentMethodCreateParams.builder()
                        .setType(PaymentMethodCreateParams.Type.CARD)
                        .setCard(PaymentMethodCreateParams.Token.builder()
                                .setToken("tok_mastercard")
                                .build())
                        .build());
        PaymentMethod attached = stripe.v1()
                .paymentMethods()
                .attach(
                        made.getId(),
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build());
        assertThat(attached.getCard().getBrand()).isEqualTo("mastercard");
        assertThat(stripe.v1()
                        .paymentMethods()
                        .list(PaymentMethodListParams.builder()
                                .setCustomer(customer.getId())
                                .build())
                        .getData())
                .hasSize(1);
        SetupIntent setup = stripe.v1()
                .setupIntents()
                .create(SetupIntentCreateParams.builder()
                        .setCustomer(customer.getId())
                        .addPaymentMethodType("card")
                        .build());
        SetupIntent done = stripe.v1()
                .setupIntents()
                .confirm(
                        setup.getId(),
                        SetupIntentConfirmParams.builder()
                                .setPaymentMethod(made.getId())
                                .build());
        assertThat(done.getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1().setupIntents().retrieve(setup.getId()).getPaymentMethod())
                .isEqualTo(made.getId());
        assertThat(stripe.v1()
                        .customers()
                        .search(CustomerSearchParams.builder()
                                .setQuery("email:'ada@example.com'")
                                .build())
                        .getData())
                .hasSize(1);
        assertThat(stripe.v1().paymentMethods().detach(made.getId()).getCustomer())
                .isNull();
        assertThat(stripe.v1().customers().delete(customer.getId()).getDeleted())
                .isTrue();
    }

    @Test
    void disputes_are_answered_and_closed() throws Exception {
        PaymentIntent paid = stripe.v1()
                .paymentIntents()
                .create(card("pm_card_createDispute").build());
        String id = stripe.v1()
                .disputes()
                .list(DisputeListParams.builder().setPaymentIntent(paid.getId()).build())
                .getData()
                .getFirst()
                .getId();
        assertThat(stripe.v1()
                        .disputes()
                        .update(
                                id,
                                DisputeUpdateParams.builder()
                                        .setEvidence(DisputeUpdateParams.Evidence.builder()
                                                .setCustomerName("Ada")
                                                .build())
                                        .setSubmit(false)
                                        .build())
                        .getStatus())
                .isEqualTo("needs_response");
        assertThat(stripe.v1().disputes().close(id).getStatus()).isEqualTo("lost");
        assertThat(stripe.v1().disputes().retrieve(id).getBalanceTransactions()).hasSize(1);
    }

    @Test
    void every_class_of_error_is_thrown() throws Exception {
        assertThatExceptionOfType(CardException.class)
                .isThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(card("pm_card_visa_chargeDeclined").build()))
                .satisfies(e -> {
                    assertThat(e.getDeclineCode()).isEqualTo("generic_decline");
                    assertThat(e.getStripeError().getPaymentIntent().getStatus())
                            .isEqualTo("requires_payment_method");
                });
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stripe.v1().paymentIntents().retrieve("pi_no"))
                .satisfies(e -> assertThat(e.getCode()).isEqualTo("resource_missing"));
        RequestOptions key = RequestOptions.builder().setIdempotencyKey("key-1").build();
        stripe.v1().paymentIntents().create(card("pm_card_visa").build(), key);
        assertThatExceptionOfType(IdempotencyException.class)
                .isThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(card("pm_card_mastercard").build(), key));
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> stripe.v1()
                        .balance()
                        .retrieve(RequestOptions.builder()
                                .setApiKey("sk_test_wrong_key_0000")
                                .build()));
        rig.control("faults", "{\"kind\":\"rate_limit\",\"times\":1}");
        assertThatExceptionOfType(RateLimitException.class)
                .isThrownBy(() -> stripe.v1().balance().retrieve());
        rig.control("faults", "{\"kind\":\"unavailable\",\"times\":1}");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> stripe.v1().balance().retrieve())
                .satisfies(e -> assertThat(e.getStatusCode()).isEqualTo(503));
        rig.control("faults", "{\"kind\":\"reset_before\"}");
        assertThatExceptionOfType(ApiConnectionException.class)
                .isThrownBy(() -> stripe.v1().balance().retrieve());
    }

    @Test
    void events_and_webhooks_are_read_by_the_client() throws Exception {
        WebhookEndpoint endpoint = stripe.v1()
                .webhookEndpoints()
                .create(WebhookEndpointCreateParams.builder()
                        .setUrl(rig.mailbox())
                        .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.PAYMENT_INTENT__SUCCEEDED)
                        .build());
        PaymentIntent paid =
                stripe.v1().paymentIntents().create(card("pm_card_visa").build());
        io.bursar.sandbox.http.HttpRequest mail = rig.nextMail();
        String body = new String(mail.body(), StandardCharsets.UTF_8);
        Event event = Webhook.constructEvent(body, mail.headerOrEmpty("Stripe-Signature"), endpoint.getSecret());
        PaymentIntent told =
                (PaymentIntent) event.getDataObjectDeserializer().getObject().orElseThrow();
        assertThat(told.getId()).isEqualTo(paid.getId());
        assertThat(told.getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1().events().retrieve(event.getId()).getType()).isEqualTo("payment_intent.succeeded");
        assertThat(stripe.v1().webhookEndpoints().retrieve(endpoint.getId()).getSecret())
                .isNull();
        assertThat(stripe.v1().webhookEndpoints().delete(endpoint.getId()).getDeleted())
                .isTrue();
    }
}
