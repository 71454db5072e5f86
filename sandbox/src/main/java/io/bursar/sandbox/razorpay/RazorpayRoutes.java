package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.faults.Mistakes;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.Percent;
import io.bursar.sandbox.text.FormText;
import io.bursar.sandbox.text.JsonText;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import io.bursar.sandbox.world.Call;
import io.bursar.sandbox.world.Player;
import io.bursar.sandbox.world.World;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From a path to what answers it. */
final class RazorpayRoutes implements Player {
    private static final Set<String> REFUND = Set.of("amount", "speed", "notes", "receipt");
    private static final int MOST_KEYS = 100_000;
    private static final Pattern AMOUNT = Pattern.compile("\"amount\":(\\d+)");

    private final World world;
    private final String secret;
    private final Notifier notifier;
    private final Payments payments;
    private final Shelf<Token> tokens = new Shelf<>();
    private final Orders orders;
    private final Upi upi;
    private final QrCodes codes;
    private final Settlements settlements;
    private final Customers customers;
    /** Refunds by idempotency key: the body, and the answer. */
    private final Map<String, Map.Entry<String, HttpAnswer>> kept = new LinkedHashMap<>();

    RazorpayRoutes(World world, Mistakes mistakes, String secret, String address) {
        this.world = world;
        this.secret = secret;
        notifier = new Notifier(world);
        payments = new Payments(world, notifier);
        Shelf<Order> shelf = new Shelf<>();
        orders = new Orders(payments, shelf, tokens);
        upi = new Upi(payments, shelf, tokens);
        codes = new QrCodes(payments, address);
        settlements = new Settlements(payments, mistakes);
        customers = new Customers(payments, tokens);
    }

    /** A call, taken apart: what follows the version. */
    private record Parts(List<String> names, Body body) {
        String at(int place) {
            return place < names.size() ? names.get(place) : "";
        }
    }

    @Override
    public HttpAnswer apply(Call call) {
        try {
            Parts parts = parts(call);
            if (call.method().equals(RazorpayActions.METHOD)) {
                return act(parts);
            }
            if (call.effect().startsWith(FaultKind.ERROR_BEFORE.spelled())) {
                throw RazorpayProblem.of(500, "We are facing some trouble completing your request at the moment.");
            }
            HttpAnswer answer = call.key().isEmpty() ? route(call, parts) : once(call, parts);
            if (call.effect().startsWith(FaultKind.ERROR_AFTER.spelled())) {
                throw RazorpayProblem.of(500, "We are facing some trouble completing your request at the moment.");
            }
            return wronged(call, answer);
        } catch (JsonText.NoObject e) {
            return RazorpayProblem.bad("Please provide a valid JSON body.").answer();
        } catch (RazorpayProblem problem) {
            return problem.answer();
        }
    }

    /** An answer that says something else than what was done. */
    private static HttpAnswer wronged(Call call, HttpAnswer answer) {
        Effect effect = Effect.of(call.effect());
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        if (effect.is(FaultKind.WRONG_CURRENCY)) {
            return HttpAnswer.json(answer.status(), body.replace("\"currency\":\"INR\"", "\"currency\":\"USD\""));
        }
        return effect.is(FaultKind.WRONG_AMOUNT)
                ? HttpAnswer.json(
                        answer.status(),
                        AMOUNT.matcher(body).replaceAll(found -> "\"amount\":" + (Long.parseLong(found.group(1)) + 1)))
                : answer;
    }

    private static Parts parts(Call call) throws JsonText.NoObject {
        int mark = call.path().indexOf('?');
        String path = mark < 0 ? call.path() : call.path().substring(0, mark);
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(Percent.decode(name, Percent.Plus.IS_PLUS));
            }
        }
        Tree tree = call.method().equals("GET")
                ? FormText.parse(mark < 0 ? "" : call.path().substring(mark + 1))
                : JsonText.parse(call.body());
        return new Parts(names, new Body(tree));
    }

    /** The same key and body are executed once. */
    private HttpAnswer once(Call call, Parts parts) {
        String asked = call.path() + " " + parts.body().tree().canonical();
        Map.Entry<String, HttpAnswer> before = kept.get(call.key());
        if (before != null) {
            if (!before.getKey().equals(asked)) {
                throw RazorpayProblem.bad(
                        "Different request with the same idempotency key has already been processed.");
            }
            return before.getValue();
        }
        HttpAnswer answer = route(call, parts);
        kept.put(call.key(), Map.entry(asked, answer));
        if (kept.size() > MOST_KEYS) {
            String eldest = kept.keySet().iterator().next();
            kept.remove(eldest);
        }
        return answer;
    }

    private HttpAnswer route(Call call, Parts parts) {
        if (!parts.at(0).equals("v1")) {
            throw RazorpayProblem.bad("The requested URL was not found on the server.");
        }
        String id = parts.at(2);
        String rest = parts.names().size() > 3
                ? "/" + String.join("/", parts.names().subList(3, parts.names().size()))
                : "";
        String route = call.method() + (id.isEmpty() ? "" : " id") + rest;
        return switch (parts.at(1)) {
            case "orders" -> orders.answer(route, id, parts.body());
            case "payments" -> payment(call, route, id, parts);
            case "refunds" -> refunds(route, id, parts.body());
            case "customers" -> customers.answer(route, id, parts.body());
            case "settlements" -> settlements.answer(route, id, parts.body());
            case "disputes" -> payments.disputes().answer(route, id, parts.body());
            case "documents" -> payments.disputes().documents().answer(route, id, parts.body());
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    private HttpAnswer payment(Call call, String route, String id, Parts parts) {
        if (id.equals("create")) {
            return switch (route) {
                case "POST id/upi" -> upi.create(parts.body(), call);
                case "POST id/recurring" -> upi.recurring(parts.body(), call);
                default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
            };
        }
        if (id.equals("qr_codes")) {
            return codes.answer(
                    call.method(), parts.names().subList(3, parts.names().size()), parts.body());
        }
        if (id.equals("validate")) {
            return Customers.validate(parts.body());
        }
        return switch (route) {
            case "GET" -> payments.payments.list(parts.body(), _ -> true);
            case "GET id" -> HttpAnswer.json(200, payments.payments.get(id).bytes());
            case "POST id/capture" -> {
                Payment payment = payments.payments.get(id);
                if (!call.effect().isEmpty()) {
                    payment.plan = Effect.of(call.effect());
                }
                payments.capture(payment, parts.body().allow(Set.of("amount", "currency")));
                yield HttpAnswer.json(200, payment.bytes());
            }
            case "POST id/refund" ->
                HttpAnswer.json(
                        200, refund(payments.payments.get(id), parts.body()).bytes());
            case "GET id/refunds" -> Shelf.collection(payments.payments.get(id).refunds);
            default -> ofRefund(route, id, parts);
        };
    }

    private HttpAnswer ofRefund(String route, String id, Parts parts) {
        if (route.startsWith("GET id/refunds/")) {
            Refund refund = payments.refunds.get(parts.at(4));
            if (refund.payment.id().equals(id)) {
                return HttpAnswer.json(200, refund.bytes());
            }
        }
        throw RazorpayProblem.bad("The requested URL was not found on the server.");
    }

    private Refund refund(Payment payment, Body body) {
        body.allow(REFUND);
        String speed = body.text("speed");
        if (speed != null && !speed.equals("normal") && !speed.equals("optimum")) {
            throw RazorpayProblem.field("speed", "The selected speed is invalid.");
        }
        long amount = body.has("amount") ? body.amount("amount") : 0;
        Map<String, String> notes = body.notes();
        Refund refund = payments.refund(payment, new Refund.Asked(amount, "optimum".equals(speed)));
        refund.notes = notes;
        refund.receipt = body.text("receipt");
        return refund;
    }

    private HttpAnswer refunds(String route, String id, Body body) {
        return switch (route) {
            case "GET" -> payments.refunds.list(body, _ -> true);
            case "GET id" -> HttpAnswer.json(200, payments.refunds.get(id).bytes());
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    private HttpAnswer act(Parts parts) {
        Body body = parts.body();
        String id = parts.at(1);
        return switch (parts.at(0)) {
            case "webhooks" -> {
                if (!body.require("url").matches("http://[A-Za-z0-9.:-]+(/[!-~]*)?")) {
                    throw RazorpayProblem.field("url", "The url must be a plain http address.");
                }
                if (body.isTrue("only")) {
                    notifier.clear();
                }
                notifier.add(new Notifier.Endpoint(
                        URI.create(body.require("url")),
                        body.require("secret"),
                        body.in("events").tree().texts()));
                yield HttpAnswer.json(200, "{}");
            }
            case "approve" -> approved(id, body);
            case "refuse" -> {
                if (codes.isCode(id)) {
                    yield HttpAnswer.json(200, "{}");
                }
                Payment payment = payments.payments.get(id);
                payments.refuse(payment, "Payment failed because the payer declined it.");
                yield HttpAnswer.json(200, payment.bytes());
            }
            case "authorize_late" -> {
                Payment payment = payments.payments.get(id);
                payments.authorise(payment);
                yield HttpAnswer.json(200, payment.bytes());
            }
            case "refund" -> {
                Refund.Asked asked = new Refund.Asked(body.integer("amount", 0), false);
                yield HttpAnswer.json(
                        200, payments.refund(payments.payments.get(id), asked).bytes());
            }
            case "fail_refund" -> {
                Refund refund = payments.refunds.get(id);
                payments.fail(refund);
                yield HttpAnswer.json(200, refund.bytes());
            }
            case "dispute" -> {
                Dispute dispute = payments.disputes()
                        .open(
                                payments.payments.get(id),
                                body.text("reason") == null ? "chargeback" : body.require("reason"));
                if (dispute == null) {
                    throw RazorpayProblem.bad("The payment has nothing that could be disputed.");
                }
                yield HttpAnswer.json(200, dispute.bytes());
            }
            case "win_dispute", "lose_dispute", "close_dispute" ->
                HttpAnswer.json(
                        200, payments.disputes().decided(parts.at(0), id).bytes());
            case "pause_token", "cancel_token", "resume_token" -> customers.change(parts.at(0), id, notifier);
            default -> throw RazorpayProblem.bad("There is no action " + parts.at(0) + ".");
        };
    }

    /** What a checkout hands to the merchant's page: ids and their signature. */
    private HttpAnswer approved(String id, Body body) {
        String vpa = body.text("vpa") == null ? Upi.SUCCESS : body.require("vpa");
        Payment payment = codes.isCode(id) ? codes.scan(id, body) : payments.payments.get(id);
        if (vpa.equals(Upi.FAILURE)) {
            payments.refuse(payment, "Payment failed because the payer declined it.");
        } else {
            payments.approve(payment, vpa);
        }
        Order order = payment.order;
        JsonWriter json = new JsonWriter().open().put("razorpay_payment_id", payment.id());
        if (order != null) {
            String signed = order.id() + "|" + payment.id();
            json.put("razorpay_order_id", order.id());
            json.put("razorpay_signature", Notifier.signature(signed.getBytes(StandardCharsets.UTF_8), secret));
        }
        return HttpAnswer.json(200, json.put("status", payment.status).close().toBytes());
    }

    void hear(java.util.function.Consumer<io.bursar.sandbox.bank.Transfer> bank) {
        settlements.hear(bank);
    }

    /** What the UPI app shows; null when it is neither a payment nor a code. */
    RazorpayActions.@Nullable Shown shown(String id) {
        return world.read(() -> {
            Payment payment = payments.payments.find(id);
            if (payment != null) {
                return new RazorpayActions.Shown(id, payment.amount, payment.status.equals(Payment.CREATED));
            }
            return codes.shown(id);
        });
    }

    List<Payment> newest(int limit) {
        List<Payment> all = payments.payments.all();
        return all.subList(Math.max(0, all.size() - limit), all.size()).reversed();
    }

    int count() {
        return payments.payments.all().size();
    }
}
