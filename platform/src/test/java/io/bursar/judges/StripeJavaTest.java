package io.bursar.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stripe.StripeClient;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.File;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.ApiResource;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.DisputeListParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.FileCreateParams;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** stripe-java, as its users use it. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StripeJavaTest {
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

    private static PaymentIntentCreateParams.Builder card(String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(5_000L)
                .setCurrency("usd")
                .addPaymentMethodType("card")
                .setPaymentMethod(method);
    }

    private PaymentIntent paid(String label) throws Exception {
        return stripe.v1()
                .paymentIntents()
                .create(card("pm_card_visa")
                        .setConfirm(true)
                        .putMetadata("label", label)
                        .build());
    }

    @Test
    void creates_confirms_captures_a_part_and_refunds() throws Exception {
        PaymentIntent made = stripe.v1()
                .paymentIntents()
                .create(card("pm_card_visa")
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .build());
        assertThat(made.getStatus()).isEqualTo("requires_confirmation");
        PaymentIntent held = stripe.v1()
                .paymentIntents()
                .confirm(made.getId(), PaymentIntentConfirmParams.builder().build());
        assertThat(held.getStatus()).isEqualTo("requires_capture");
        assertThat(held.getAmountCapturable()).isEqualTo(5_000);
        PaymentIntent taken = stripe.v1()
                .paymentIntents()
                .capture(
                        made.getId(),
                        PaymentIntentCaptureParams.builder()
                                .setAmountToCapture(4_000L)
                                .addExpand("latest_charge")
                                .build());
        assertThat(taken.getStatus()).isEqualTo("succeeded");
        assertThat(taken.getAmountReceived()).isEqualTo(4_000);
        assertThat(taken.getLatestChargeObject().getAmountCaptured()).isEqualTo(4_000);
        Refund refund = stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(made.getId())
                        .setAmount(1_500L)
                        .build());
        assertThat(refund.getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setPaymentIntent(made.getId())
                                .build())
                        .getData())
                .extracting(Refund::getAmount)
                .containsExactly(1_500L);
        assertThat(stripe.v1().charges().retrieve(taken.getLatestCharge()).getPaymentIntent())
                .isEqualTo(made.getId());
    }

    @Test
    void cancels() throws Exception {
        PaymentIntent held = stripe.v1()
                .paymentIntents()
                .create(card("pm_card_visa")
                        .setConfirm(true)
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .build());
        PaymentIntent gone = stripe.v1()
                .paymentIntents()
                .cancel(
                        held.getId(),
                        PaymentIntentCancelParams.builder()
                                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                                .build());
        assertThat(gone.getStatus()).isEqualTo("canceled");
        assertThat(gone.getCancellationReason()).isEqualTo("abandoned");
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stripe.v1().paymentIntents().capture(held.getId()))
                .satisfies(refused -> assertThat(refused.getCode()).isEqualTo("payment_intent_unexpected_state"));
    }

    @Test
    void lists_from_page_to_page_expands_and_searches() throws Exception {
        Customer customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Ada").build());
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            PaymentIntent intent = stripe.v1()
                    .paymentIntents()
                    .create(card("pm_card_visa")
                            .setCustomer(customer.getId())
                            .putMetadata("order", "page-" + i)
                            .build());
            made.addFirst(intent.getId());
        }
        PaymentIntentListParams.Builder own =
                PaymentIntentListParams.builder().setCustomer(customer.getId()).setLimit(2L);
        List<String> seen = new ArrayList<>();
        stripe.v1().paymentIntents().list(own.build()).autoPagingIterable().forEach(each -> seen.add(each.getId()));
        assertThat(seen).isEqualTo(made);
        assertThat(stripe.v1()
                        .paymentIntents()
                        .list(own.addExpand("data.customer").build())
                        .getData()
                        .getFirst()
                        .getCustomerObject()
                        .getName())
                .isEqualTo("Ada");
        assertThat(stripe.v1()
                        .paymentIntents()
                        .search(PaymentIntentSearchParams.builder()
                                .setQuery("metadata['order']:'page-3'")
                                .build())
                        .getData())
                .extracting(PaymentIntent::getId)
                .containsExactly(made.get(1));
    }

    @Test
    void a_repeated_request_is_answered_alike_and_another_under_its_key_refused() throws Exception {
        RequestOptions keyed =
                RequestOptions.builder().setIdempotencyKey("judge-replay").build();
        PaymentIntentCreateParams request =
                card("pm_card_visa").setConfirm(true).build();
        PaymentIntent first = stripe.v1().paymentIntents().create(request, keyed);
        PaymentIntent again = stripe.v1().paymentIntents().create(request, keyed);
        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThatExceptionOfType(IdempotencyException.class)
                .isThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(
                                card("pm_card_visa")
                                        .setAmount(5_001L)
                                        .setConfirm(true)
                                        .build(),
                                keyed));
    }

    @Test
    void errors_are_of_the_class_that_callers_expect() {
        assertThatExceptionOfType(CardException.class)
                .isThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(card("pm_card_visa_chargeDeclinedInsufficientFunds")
                                .setConfirm(true)
                                .build()))
                .satisfies(declined -> {
                    assertThat(declined.getCode()).isEqualTo("card_declined");
                    assertThat(declined.getDeclineCode()).isEqualTo("insufficient_funds");
                    assertThat(declined.getStripeError().getPaymentIntent().getStatus())
                            .isEqualTo("requires_payment_method");
                });
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stripe.v1().paymentIntents().retrieve("pi_nobody"))
                .satisfies(missing -> assertThat(missing.getCode()).isEqualTo("resource_missing"));
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(card("pm_card_visa").setAmount(0L).build()))
                .satisfies(wrong -> assertThat(wrong.getParam()).isEqualTo("amount"));
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> court.client("sk_test_nobody")
                        .v1()
                        .paymentIntents()
                        .create(card("pm_card_visa").build()));
        assertThatExceptionOfType(PermissionException.class)
                .isThrownBy(() -> court.client(court.bursar().keyWithoutRights())
                        .v1()
                        .paymentIntents()
                        .create(card("pm_card_visa").build()));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> stripe.rawRequest(ApiResource.RequestMethod.DELETE, "/v1/payment_intents", null));
    }

    @Test
    void strong_authentication_is_asked_for_in_stripes_words() throws Exception {
        PaymentIntent asked = stripe.v1()
                .paymentIntents()
                .create(card("pm_card_threeDSecure2Required")
                        .setConfirm(true)
                        .setReturnUrl("https://shop.example/back")
                        .build());
        assertThat(asked.getStatus()).isEqualTo("requires_action");
        assertThat(asked.getNextAction().getRedirectToUrl().getUrl())
                .startsWith(court.sandbox().toString());
    }

    @Test
    void the_paid_one_has_a_charge_of_its_amount() throws Exception {
        PaymentIntent paid = paid("charge");
        assertThat(paid.getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1().charges().retrieve(paid.getLatestCharge()).getAmount())
                .isEqualTo(5_000);
    }

    @Test
    void finds_a_dispute_answers_it_with_a_file_and_gives_another_up() throws Exception {
        Dispute dispute = disputed();
        assertThat(stripe.v1().disputes().retrieve(dispute.getId()).getReason()).isEqualTo("fraudulent");
        File file = stripe.v1()
                .files()
                .create(FileCreateParams.builder()
                        .setPurpose(FileCreateParams.Purpose.DISPUTE_EVIDENCE)
                        .setFile(new ByteArrayInputStream("%PDF-1.7 receipt".getBytes(StandardCharsets.US_ASCII)))
                        .build());
        assertThat(file.getType()).isEqualTo("pdf");
        DisputeUpdateParams.Evidence evidence = DisputeUpdateParams.Evidence.builder()
                .setReceipt(file.getId())
                .setUncategorizedText("The hat was sent.")
                .build();
        Dispute given = stripe.v1()
                .disputes()
                .update(
                        dispute.getId(),
                        DisputeUpdateParams.builder().setEvidence(evidence).build());
        assertThat(given.getStatus()).isEqualTo("under_review");
        assertThat(given.getEvidenceDetails().getSubmissionCount()).isEqualTo(1);
        assertThat(given.getEvidence().getReceipt()).isEqualTo(file.getId());
        Dispute closed = stripe.v1().disputes().close(disputed().getId());
        assertThat(closed.getStatus()).isEqualTo("lost");
    }

    /** At once, as Stripe's own clients expect. */
    private Dispute disputed() throws Exception {
        PaymentIntent paid = stripe.v1()
                .paymentIntents()
                .create(card("pm_card_createDispute").setConfirm(true).build());
        List<Dispute> found = stripe.v1()
                .disputes()
                .list(DisputeListParams.builder().setPaymentIntent(paid.getId()).build())
                .getData();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
