package io.bursar.sandbox.control;

import io.bursar.sandbox.faults.Mistakes;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import java.util.Set;

/** {@code /_sandbox/mistakes}: what reports and statements get wrong. */
final class MistakeRoutes {
    private final Mistakes mistakes;

    MistakeRoutes(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    HttpAnswer list() {
        JsonWriter json = new JsonWriter().open();
        mistakes.render(json);
        return HttpAnswer.json(200, json.close().toBytes());
    }

    HttpAnswer clear() {
        mistakes.clear();
        return list();
    }

    HttpAnswer add(Tree body) {
        Given.refuseUnknown(body, Set.of("kind", "report", "row", "rate", "seed"));
        Mistakes.Kind kind = Mistakes.Kind.of(Given.textOr(body, "kind"));
        if (kind == null) {
            throw new Refused(400, "kind: write missing_row, row_twice, amount_off, wrong_reference or wrong_sign.");
        }
        Mistakes.Report report =
                switch (Given.textOr(body, "report")) {
                    case "bank" -> Mistakes.Report.BANK;
                    case "razorpay" -> Mistakes.Report.RAZORPAY;
                    default ->
                        throw new Refused(
                                400,
                                "report: write bank (its statements) or razorpay (settlement recon); Stripe has no"
                                        + " report of its own.");
                };
        String row = Given.textOr(body, "row");
        Mistakes.Rule rule = new Mistakes.Rule(
                mistakes.nextId(),
                kind,
                report,
                row,
                Given.rate(Given.textOr(body, "rate")),
                Given.number(body, "seed"));
        mistakes.add(rule);
        return HttpAnswer.json(
                200, new JsonWriter().open().put("id", rule.id()).close().toBytes());
    }
}
