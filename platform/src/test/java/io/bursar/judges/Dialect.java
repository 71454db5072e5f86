package io.bursar.judges;

import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.Mandate;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Refund;
import com.stripe.model.SetupIntent;
import com.stripe.net.ApiRequestParams;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.ChargeListParams;
import com.stripe.param.ChargeSearchParams;
import com.stripe.param.ChargeUpdateParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.CustomerUpdateParams;
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
import com.stripe.param.PaymentMethodUpdateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.RefundUpdateParams;
import com.stripe.param.SetupIntentCancelParams;
import com.stripe.param.SetupIntentConfirmParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.SetupIntentListParams;
import com.stripe.param.SetupIntentUpdateParams;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of Stripe's API that Bursar speaks, or says that it does not. */
final class Dialect {
    static final Map<String, Class<? extends ApiRequestParams>> REQUESTS = requests();

    static final Map<String, Class<?>> OBJECTS = objects();

    /** What the command line triggers of what is in scope. */
    static final List<String> TRIGGERS = List.of(
            "charge.captured",
            "charge.dispute.closed",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.failed",
            "charge.refund.updated",
            "charge.refunded",
            "charge.succeeded",
            "customer.created",
            "customer.deleted",
            "customer.updated",
            "payment_intent.amount_capturable_updated",
            "payment_intent.canceled",
            "payment_intent.created",
            "payment_intent.payment_failed",
            "payment_intent.requires_action",
            "payment_intent.succeeded",
            "payment_method.attached",
            "payment_method.detached",
            "payment_method.updated",
            "setup_intent.canceled",
            "setup_intent.created",
            "setup_intent.requires_action",
            "setup_intent.setup_failed",
            "setup_intent.succeeded");

    private Dialect() {}

    private static Map<String, Class<? extends ApiRequestParams>> requests() {
        Map<String, Class<? extends ApiRequestParams>> all = new LinkedHashMap<>();
        all.put("POST /v1/payment_intents", PaymentIntentCreateParams.class);
        all.put("GET /v1/payment_intents", PaymentIntentListParams.class);
        all.put("GET /v1/payment_intents/search", PaymentIntentSearchParams.class);
        all.put("POST /v1/payment_intents/{id}", PaymentIntentUpdateParams.class);
        all.put("POST /v1/payment_intents/{id}/confirm", PaymentIntentConfirmParams.class);
        all.put("POST /v1/payment_intents/{id}/capture", PaymentIntentCaptureParams.class);
        all.put("POST /v1/payment_intents/{id}/cancel", PaymentIntentCancelParams.class);
        all.put(
                "POST /v1/payment_intents/{id}/increment_authorization",
                PaymentIntentIncrementAuthorizationParams.class);
        all.put("POST /v1/setup_intents", SetupIntentCreateParams.class);
        all.put("GET /v1/setup_intents", SetupIntentListParams.class);
        all.put("POST /v1/setup_intents/{id}", SetupIntentUpdateParams.class);
        all.put("POST /v1/setup_intents/{id}/confirm", SetupIntentConfirmParams.class);
        all.put("POST /v1/setup_intents/{id}/cancel", SetupIntentCancelParams.class);
        all.put("POST /v1/customers", CustomerCreateParams.class);
        all.put("GET /v1/customers", CustomerListParams.class);
        all.put("GET /v1/customers/search", CustomerSearchParams.class);
        all.put("POST /v1/customers/{id}", CustomerUpdateParams.class);
        all.put("POST /v1/payment_methods", PaymentMethodCreateParams.class);
        all.put("GET /v1/payment_methods", PaymentMethodListParams.class);
        all.put("POST /v1/payment_methods/{id}", PaymentMethodUpdateParams.class);
        all.put("POST /v1/payment_methods/{id}/attach", PaymentMethodAttachParams.class);
        all.put("GET /v1/charges", ChargeListParams.class);
        all.put("GET /v1/charges/search", ChargeSearchParams.class);
        all.put("POST /v1/charges/{id}", ChargeUpdateParams.class);
        all.put("POST /v1/refunds", RefundCreateParams.class);
        all.put("GET /v1/refunds", RefundListParams.class);
        all.put("POST /v1/refunds/{id}", RefundUpdateParams.class);
        all.put("GET /v1/disputes", DisputeListParams.class);
        all.put("POST /v1/disputes/{id}", DisputeUpdateParams.class);
        all.put("GET /v1/balance_transactions", BalanceTransactionListParams.class);
        return all;
    }

    private static Map<String, Class<?>> objects() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("PaymentIntent", PaymentIntent.class);
        all.put("SetupIntent", SetupIntent.class);
        all.put("Customer", Customer.class);
        all.put("PaymentMethod", PaymentMethod.class);
        all.put("Charge", Charge.class);
        all.put("Refund", Refund.class);
        all.put("Dispute", Dispute.class);
        all.put("Mandate", Mandate.class);
        all.put("BalanceTransaction", BalanceTransaction.class);
        return all;
    }
}
