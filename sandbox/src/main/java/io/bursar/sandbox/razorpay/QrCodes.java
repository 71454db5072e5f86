package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/payments/qr_codes}. */
final class QrCodes {
    private static final Set<String> CREATE = Set.of(
            "type",
            "name",
            "usage",
            "fixed_amount",
            "payment_amount",
            "description",
            "customer_id",
            "close_by",
            "notes");

    private final Payments payments;
    private final String address;
    private final Shelf<QrCode> codes = new Shelf<>();

    QrCodes(Payments payments, String address) {
        this.payments = payments;
        this.address = address;
    }

    HttpAnswer answer(String method, List<String> rest, Body body) {
        String route = method + " " + rest.size() + (rest.size() > 1 ? rest.get(1) : "");
        return switch (route) {
            case "POST 0" -> HttpAnswer.json(200, create(body.allow(CREATE)).bytes());
            case "GET 0" -> codes.list(body, _ -> true);
            case "GET 1" -> HttpAnswer.json(200, codes.get(rest.getFirst()).bytes());
            case "POST 2close" -> {
                QrCode code = codes.get(rest.getFirst());
                payments.close(code, "on_demand");
                yield HttpAnswer.json(200, code.bytes());
            }
            case "GET 2payments" -> {
                QrCode code = codes.get(rest.getFirst());
                yield payments.payments.list(body, payment -> payment.qr == code);
            }
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    private QrCode create(Body body) {
        if (!body.require("type").equals("upi_qr")) {
            throw RazorpayProblem.field("type", "The selected type is invalid.");
        }
        String usage = body.require("usage");
        if (!usage.equals("single_use") && !usage.equals("multiple_use")) {
            throw RazorpayProblem.field("usage", "The selected usage is invalid.");
        }
        long amount = body.isTrue("fixed_amount") ? body.amount("payment_amount") : 0;
        long closeBy = body.integer("close_by", 0);
        String id = payments.id("qr_");
        String image = address + "/_sandbox/upi/" + id;
        QrCode code =
                new QrCode(id, payments.now(), new QrCode.Terms(usage.equals("single_use"), amount, closeBy, image));
        code.name = body.text("name");
        code.description = body.text("description");
        code.customerId = body.text("customer_id");
        code.notes = body.notes();
        codes.add(code);
        payments.notifier().tell("qr_code.created", code);
        if (closeBy > 0) {
            payments.world().at(closeBy * 1000, () -> payments.close(code, "expired"));
        }
        return code;
    }

    boolean isCode(String id) {
        return codes.find(id) != null;
    }

    RazorpayActions.@Nullable Shown shown(String id) {
        QrCode code = codes.find(id);
        return code == null ? null : new RazorpayActions.Shown(id, code.terms.amount(), !code.isClosed());
    }

    /** A payer scans the code. Returns the payment, which the payer has yet to approve. */
    Payment scan(String id, Body body) {
        QrCode code = codes.get(id);
        if (code.isClosed()) {
            throw RazorpayProblem.bad("The QR code is closed.");
        }
        long amount = code.terms.amount() > 0 ? code.terms.amount() : body.amount("amount");
        Payment payment = new Payment(payments.id("pay_"), payments.now(), null, amount);
        payment.qr = code;
        payment.flow = "qr";
        payment.customerId = code.customerId;
        payment.notes = code.notes;
        Map<String, String> labels = new java.util.LinkedHashMap<>(code.notes);
        labels.put("qr_code", id);
        payments.begin(payment, labels);
        return payment;
    }
}
