package io.bursar.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.PaymentMethod;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.EventListParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.PaymentMethodListParams;
import com.stripe.param.PaymentMethodRetrieveParams;
import io.bursar.RunningBursar;
import io.bursar.gateways.SandboxRig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stripe's own Java client, unmodified, as the judge of customers, payment methods and events. */
class StripeJavaTest {
    private static SandboxRig rig;
    private static RunningBursar bursar;
    private static StripeClient stripe;

    private final String mail = RunningBursar.unique("java") + "@example.com";

    @BeforeAll
    static void start() {
        rig = SandboxRig.start();
        bursar = RunningBursar.startWithGateways(rig.settings("whsec_java", "rzp_java"), spring -> {});
        stripe = client(bursar.keyInTheClear());
    }

    @AfterAll
    static void stop() {
        bursar.close();
        rig.close();
    }

    private static StripeClient client(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(bursar.url("").toString())
                .setMaxNetworkRetries(0)
                .build();
    }

    private Customer create() throws StripeException {
        return stripe.v1().customers()
                .create(CustomerCreateParams.builder()
                        .setEmail(mail)
                        .setName("Asha [Rao] & co")
                        .putMetadata("a+b", "x[y] = z")
                        .addPreferredLocale("hi")
                        .setAddress(CustomerCreateParams.Address.builder()
                                .setCity("Pune")
                                .setCountry("IN")
                                .build())
                        .build());
    }

    @Test
    void customers_are_made_changed_found_and_deleted() throws StripeException {
        Customer made = create();
        assertThat(made.getName()).isEqualTo("Asha [Rao] & co");
        assertThat(made.getMetadata()).isEqualTo(Map.of("a+b", "x[y] = z"));
        assertThat(made.getPreferredLocales()).containsExactly("hi");
        assertThat(made.getAddress().getCity()).isEqualTo("Pune");
        assertThat(made.getInvoiceSettings().getDefaultPaymentMethod()).isNull();
        Customer changed = stripe.v1().customers()
                .update(
                        made.getId(),
                        CustomerUpdateParams.builder()
                                .setName(com.stripe.param.common.EmptyParam.EMPTY)
                                .addAllPreferredLocale(List.of())
                                .setMetadata(com.stripe.param.common.EmptyParam.EMPTY)
                                .build());
        assertThat(changed.getName()).isNull();
        assertThat(changed.getPreferredLocales()).isEmpty();
        assertThat(changed.getMetadata()).isEmpty();
        assertThat(stripe.v1().customers()
                        .search(CustomerSearchParams.builder()
                                .setQuery("email:'" + mail + "'")
                                .build())
                        .getData())
                .singleElement()
                .satisfies(found -> assertThat(found.getId()).isEqualTo(made.getId()));
        assertThat(stripe.v1().customers().delete(made.getId()).getDeleted()).isTrue();
        assertThat(stripe.v1().customers().retrieve(made.getId()).getDeleted()).isTrue();
    }

    @Test
    void lists_are_paged_through_by_the_client_itself() throws StripeException {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.addFirst(create().getId());
        }
        List<String> seen = new ArrayList<>();
        for (Customer each : stripe.v1().customers()
                .list(CustomerListParams.builder().setEmail(mail).setLimit(3L).build())
                .autoPagingIterable()) {
            seen.add(each.getId());
        }
        assertThat(seen).isEqualTo(made);
        assertThat(stripe.v1().customers()
                        .list(CustomerListParams.builder()
                                .setEmail(mail)
                                .setEndingBefore(made.get(6))
                                .setLimit(2L)
                                .setCreated(CustomerListParams.Created.builder()
                                        .setGte(5L)
                                        .build())
                                .build())
                        .getData())
                .extracting(Customer::getId)
                .isEqualTo(made.subList(4, 6));
    }

    @Test
    void methods_are_made_attached_expanded_and_detached() throws StripeException {
        Customer customer = create();
        PaymentMethod made = stripe.v1().paymentMethods()
                .create(PaymentMethodCreateParams.builder()
                        .setType(PaymentMethodCreateParams.Type.CARD)
                        .setCard(PaymentMethodCreateParams.Token.builder()
                                .setToken("tok_visa")
                                .build())
                        .build());
        assertThat(made.getCard().getLast4()).isEqualTo("4242");
        PaymentMethod attached = stripe.v1().paymentMethods()
                .attach(
                        made.getId(),
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build());
        assertThat(attached.getCustomer()).isEqualTo(customer.getId());
        PaymentMethod expanded = stripe.v1().paymentMethods()
                .retrieve(
                        made.getId(),
                        PaymentMethodRetrieveParams.builder()
                                .addExpand("customer")
                                .build());
        assertThat(expanded.getCustomerObject().getEmail()).isEqualTo(mail);
        assertThat(stripe.v1().paymentMethods()
                        .list(PaymentMethodListParams.builder()
                                .setCustomer(customer.getId())
                                .setType(PaymentMethodListParams.Type.CARD)
                                .build())
                        .getData())
                .hasSize(1);
        assertThat(stripe.v1().customers().paymentMethods()
                        .list(
                                customer.getId(),
                                com.stripe.param.CustomerPaymentMethodListParams.builder().build())
                        .getData())
                .hasSize(1);
        assertThat(stripe.v1().paymentMethods().detach(made.getId()).getCustomer())
                .isNull();
    }

    @Test
    void events_tell_what_happened() throws StripeException {
        Customer customer = create();
        Event event = stripe.v1().events()
                .list(EventListParams.builder()
                        .setType("customer.created")
                        .setLimit(1L)
                        .build())
                .getData()
                .getFirst();
        assertThat(event.getApiVersion()).isNotNull();
        assertThat(event.getRequest().getIdempotencyKey()).isNotBlank();
        assertThat(event.getDataObjectDeserializer().getRawJson()).contains(customer.getId());
        assertThat(stripe.v1().events().retrieve(event.getId()).getType()).isEqualTo("customer.created");
    }

    @Test
    void errors_are_of_the_clients_classes() throws StripeException {
        InvalidRequestException missing = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe.v1().customers().retrieve("cus_00000000000000000000000000"));
        assertThat(missing.getStatusCode()).isEqualTo(404);
        assertThat(missing.getCode()).isEqualTo("resource_missing");
        assertThat(missing.getParam()).isEqualTo("id");
        String customer = create().getId();
        CardException declined = catchThrowableOfType(CardException.class, () -> stripe.v1().paymentMethods()
                .attach(
                        "pm_card_chargeDeclined",
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer)
                                .build()));
        assertThat(declined.getCode()).isEqualTo("card_declined");
        RequestOptions keyed = RequestOptions.builder()
                .setIdempotencyKey(RunningBursar.unique("java"))
                .build();
        CustomerCreateParams one = CustomerCreateParams.builder().setName("one").build();
        CustomerCreateParams two = CustomerCreateParams.builder().setName("two").build();
        String id = stripe.v1().customers().create(one, keyed).getId();
        assertThat(stripe.v1().customers().create(one, keyed).getId()).isEqualTo(id);
        assertThat(catchThrowableOfType(
                        IdempotencyException.class,
                        () -> stripe.v1().customers().create(two, keyed)))
                .hasMessageContaining("name");
        assertThat(catchThrowableOfType(
                        AuthenticationException.class,
                        () -> client("sk_test_wrong").v1().customers().retrieve(id)))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        PermissionException.class,
                        () -> client(bursar.keyWithoutRights()).v1().customers().retrieve(id)))
                .isNotNull();
        rig.control("faults", "{\"kind\":\"unavailable\",\"path\":\"/v1/payment_methods/*\"}");
        try {
            assertThat(catchThrowableOfType(
                            ApiException.class,
                            () -> stripe.v1().paymentMethods().retrieve("pm_card_visa")))
                    .isNotNull();
        } finally {
            rig.clearFaults();
        }
    }
}
