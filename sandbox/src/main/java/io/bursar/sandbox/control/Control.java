package io.bursar.sandbox.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bursar.sandbox.bank.Bank;
import io.bursar.sandbox.bank.Statement;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.faults.FaultRule;
import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.faults.WhatGoesWrong;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.razorpay.RazorpayActions;
import io.bursar.sandbox.stripe.StripeActions;
import io.bursar.sandbox.text.FormText;
import io.bursar.sandbox.text.JsonText;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import io.bursar.sandbox.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

/** {@code /_sandbox}: the book, the clock, the faults, and what happens without a call. */
public final class Control {
    private static final Set<String> STRIPE_VERBS =
            Set.of("refund", "fail_refund", "dispute", "win", "lose", "fail_payout");

    private final World world;
    private final FaultRules faults;
    private final MistakeRoutes mistakes;
    private final StripeActions stripe;
    private final RazorpayActions razorpay;
    private final UpiAppPage upi;
    private final Bank bank;
    private final ChallengePage challenges;
    private final ControlPage page;

    /** What may be done to providers without being their caller. */
    public record Players(StripeActions stripe, RazorpayActions razorpay) {}

    public Control(World world, WhatGoesWrong wrong, Players players, Bank bank) {
        this.world = world;
        faults = wrong.calls();
        mistakes = new MistakeRoutes(wrong.reports());
        stripe = players.stripe();
        razorpay = players.razorpay();
        this.bank = bank;
        upi = new UpiAppPage(razorpay);
        challenges = new ChallengePage(world, stripe);
        page = new ControlPage(world, faults, players);
    }

    public HttpAnswer handle(HttpRequest request) {
        List<String> parts = request.segments();
        String what = parts.size() > 1 ? parts.get(1) : "";
        try {
            if (what.equals("3ds")) {
                return challenges.handle(request, parts);
            }
            if (what.equals("upi")) {
                return upi.handle(request, parts);
            }
            return what.isEmpty() ? page.show() : api(request, parts);
        } catch (JsonText.NoObject e) {
            return error(request, 400, e.getMessage() == null ? "The body is no JSON." : e.getMessage());
        } catch (Refused e) {
            return error(request, e.status(), e.getMessage() == null ? "" : e.getMessage());
        }
    }

    private HttpAnswer api(HttpRequest request, List<String> parts) throws JsonText.NoObject {
        boolean isForm = request.headerOrEmpty("Content-Type").startsWith("application/x-www-form-urlencoded");
        Tree body = isForm ? FormText.parse(request.bodyText()) : JsonText.parse(request.bodyText());
        HttpAnswer answer = answer(request.method() + " " + parts.get(1), request, parts, body);
        if (isForm && answer.status() == 200 && request.method().equals("POST")) {
            return HttpAnswer.seeOther("/_sandbox");
        }
        return answer.status() >= 400 && isBrowser(request)
                ? error(request, answer.status(), said(new String(answer.body(), UTF_8)))
                : answer;
    }

    /** What a provider's error says to people. */
    private static String said(String body) throws JsonText.NoObject {
        Tree error = JsonText.parse(body).tree("error");
        String message = error == null ? null : error.text(error.has("message") ? "message" : "description");
        return message == null ? body : message;
    }

    private static boolean isBrowser(HttpRequest request) {
        return request.headerOrEmpty("Accept").contains("text/html");
    }

    private static HttpAnswer error(HttpRequest request, int status, String message) {
        if (isBrowser(request)) {
            String body = Html.escape(message) + "</p>\n<p><a href=\"/_sandbox\">Back to the sandbox</a>";
            return HttpAnswer.page(status, Html.says("That did not work", body));
        }
        JsonWriter json =
                new JsonWriter().open().open("error").put("message", message).close();
        return HttpAnswer.json(status, json.close().toBytes());
    }

    private HttpAnswer answer(String route, HttpRequest request, List<String> parts, Tree body) {
        return switch (route) {
            case "GET book" -> book(request, parts);
            case "GET status" -> status();
            case "GET bank" -> statement(parts);
            case "POST clock" -> clock(body);
            case "GET faults" -> listFaults();
            case "POST faults" -> addFault(body);
            case "DELETE faults" -> removeFaults(parts);
            case "POST clear_faults" -> {
                String id = Given.textOr(body, "id");
                yield removeFaults(id.isEmpty() ? List.of() : List.of("", "", id));
            }
            case "POST happens" -> happens(body);
            case "GET mistakes" -> mistakes.list();
            case "POST mistakes" -> mistakes.add(body);
            case "DELETE mistakes" -> mistakes.clear();
            case "POST settings" -> settings(body);
            case "POST stripe" -> act(parts, body);
            case "POST razorpay" -> actAtRazorpay(parts, body);
            default -> throw new Refused(404, "There is no " + route + " under /_sandbox; README.md lists what is.");
        };
    }

    private HttpAnswer book(HttpRequest request, List<String> parts) {
        if (parts.size() > 2) {
            byte[] line = world.read(() -> world.book().renderLine(parts.get(2)));
            if (line == null) {
                throw new Refused(404, "Nothing was ever booked on " + parts.get(2) + ".");
            }
            return HttpAnswer.json(200, line);
        }
        Tree query = FormText.parse(request.query());
        String limit = query.text("limit");
        int lines = limit == null ? 1000 : (int) Given.whole("limit", limit);
        return HttpAnswer.json(200, world.read(() -> world.book().render(query.text("after"), lines)));
    }

    /** {@code /_sandbox/bank/{currency}/{day}.xml} or {@code .csv}. */
    private HttpAnswer statement(List<String> parts) {
        if (parts.size() == 2) {
            JsonWriter json = new JsonWriter().open().put("currencies", bank.currencies());
            return HttpAnswer.json(200, json.close().toBytes());
        }
        String file = parts.size() == 4 ? parts.get(3) : "";
        if (!file.matches("\\d{4}-\\d\\d-\\d\\d\\.(xml|csv)")
                || !bank.currencies().contains(parts.get(2))) {
            throw new Refused(
                    404, "Write /_sandbox/bank/USD/2026-01-31.xml, or .csv, for a currency of /_sandbox/bank.");
        }
        try {
            Statement statement = bank.statement(parts.get(2), LocalDate.parse(file.substring(0, 10)));
            return file.endsWith(".xml")
                    ? HttpAnswer.text("application/xml", statement.camt053())
                    : HttpAnswer.text("text/csv; charset=utf-8", statement.csv());
        } catch (DateTimeParseException e) {
            throw new Refused(404, "There is no such day.");
        }
    }

    private HttpAnswer status() {
        byte[] json = world.read(() -> {
            JsonWriter status = new JsonWriter().open().put("object", "sandbox");
            status.put("now", Instant.ofEpochMilli(world.clock().nowMs()).toString());
            status.put("frozen", world.clock().isFrozen());
            world.webhooks().render(status);
            stripe.count(status);
            status.open("razorpay").put("payments", razorpay.count()).close();
            faults.render(status);
            return status.close().toBytes();
        });
        return HttpAnswer.json(200, json);
    }

    private HttpAnswer clock(Tree body) {
        Given.refuseUnknown(body, Set.of("advance", "frozen"));
        String frozen = body.text("frozen");
        if (frozen != null) {
            world.freeze(frozen.equals("true"));
        }
        String advance = body.text("advance");
        if (advance != null) {
            world.advance(milliseconds(advance));
        }
        return status();
    }

    private static long milliseconds(String text) {
        try {
            long ms = text.matches("\\d+")
                    ? Long.parseLong(text)
                    : Duration.parse(text).toMillis();
            if (ms >= 0 && ms <= Duration.ofDays(4000).toMillis()) {
                return ms;
            }
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw new Refused(400, "advance: write milliseconds, or a duration such as PT1H or P7D.");
        }
        throw new Refused(400, "advance: the clock goes ahead only, by at most 4,000 days.");
    }

    private HttpAnswer listFaults() {
        JsonWriter json = new JsonWriter().open();
        faults.render(json);
        return HttpAnswer.json(200, json.close().toBytes());
    }

    private HttpAnswer addFault(Tree body) {
        Given.refuseUnknown(
                body,
                Set.of(
                        "kind",
                        "player",
                        "method",
                        "path",
                        "amount",
                        "nth",
                        "rate",
                        "times",
                        "seed",
                        "delay_ms",
                        "code"));
        FaultKind kind = FaultKind.of(Given.textOr(body, "kind"));
        if (kind == null) {
            throw new Refused(400, "kind: write one of the kinds in README.md, such as timeout_after.");
        }
        FaultRule rule = new FaultRule(
                faults.nextId(),
                kind,
                Given.textOr(body, "player"),
                Given.textOr(body, "method"),
                Given.textOr(body, "path"),
                Given.number(body, "amount"),
                Given.number(body, "nth"),
                Given.rate(Given.textOr(body, "rate")),
                Given.number(body, "times"),
                Given.number(body, "seed"),
                Given.number(body, "delay_ms"),
                Given.textOr(body, "code"));
        faults.add(rule);
        return HttpAnswer.json(
                200, new JsonWriter().open().put("id", rule.id()).close().toBytes());
    }

    private HttpAnswer removeFaults(List<String> parts) {
        if (parts.size() > 2) {
            if (!faults.remove(parts.get(2))) {
                throw new Refused(404, "There is no fault " + parts.get(2) + ".");
            }
        } else {
            faults.clear();
        }
        return listFaults();
    }

    private HttpAnswer settings(Tree body) {
        Given.refuseUnknown(body, Set.of("webhook_retries_ms"));
        Tree retries = body.tree("webhook_retries_ms");
        if (retries == null) {
            throw new Refused(400, "webhook_retries_ms: write a list of delays, such as [100, 500, 2000].");
        }
        retries.texts().forEach(text -> Given.whole("webhook_retries_ms", text));
        world.webhooks().retryAfter(String.join(",", retries.texts()));
        return status();
    }

    /** What the page's form lets happen: at whichever provider the payment is. */
    private HttpAnswer happens(Tree body) {
        Given.refuseUnknown(body, Set.of("what", "id"));
        String what = Given.textOr(body, "what");
        if (!Set.of("refund", "dispute").contains(what)) {
            throw new Refused(400, "what: write refund or dispute.");
        }
        String id = Given.textOr(body, "id").strip();
        return id.startsWith("pay_") ? razorpay.act(what, id, new Tree()) : stripe.act(world, what, id, "");
    }

    private HttpAnswer act(List<String> parts, Tree body) {
        Given.refuseUnknown(body, Set.of("id", "amount", "reason"));
        String verb = parts.size() > 2 ? parts.get(2) : Given.textOr(body, "verb");
        if (!STRIPE_VERBS.contains(verb)) {
            throw new Refused(
                    404,
                    "There is no such action; there are "
                            + STRIPE_VERBS.stream().sorted().toList());
        }
        String id = Given.textOr(body, "id");
        if (id.isEmpty()) {
            throw new Refused(400, "id: name what it is to be done to.");
        }
        String amount = Given.textOr(body, "amount");
        String detail = amount.isEmpty() ? Given.textOr(body, "reason") : Long.toString(Given.whole("amount", amount));
        return stripe.act(world, verb, id, verb.equals("refund") ? amount : detail);
    }

    private HttpAnswer actAtRazorpay(List<String> parts, Tree body) {
        Given.refuseUnknown(body, Set.of("id", "amount", "vpa", "url", "secret", "events", "only", "reason"));
        String verb = parts.size() > 2 ? parts.get(2) : "";
        if (!razorpay.knows(verb)) {
            throw new Refused(404, "There is no such action; README.md lists what there is.");
        }
        return razorpay.act(verb, Given.textOr(body, "id"), body);
    }
}
