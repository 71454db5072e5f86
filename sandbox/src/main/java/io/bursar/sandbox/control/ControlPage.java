package io.bursar.sandbox.control;

import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.stripe.StripeActions;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.world.World;
import java.time.Instant;

/** The page at {@code /_sandbox}: what there is, and forms for what can be made to happen. */
final class ControlPage {
    private static final int NEWEST = 25;
    private static final String FAULT_FORM = """
            <h2>Make something go wrong</h2>
            <form method="post" action="/_sandbox/faults">
            <label for="kind">What</label>
            <select id="kind" name="kind">%s</select>
            <label for="path">Path, or type of event, with * for any text (empty: all)</label>
            <input id="path" name="path" placeholder="/v1/payment_intents/*/capture">
            <label for="rate">Share of calls, 0 to 1 (empty: all)</label>
            <input id="rate" name="rate" inputmode="decimal" placeholder="0.05">
            <label for="nth">Only the n-th call (empty: by share)</label>
            <input id="nth" name="nth" inputmode="numeric">
            <label for="times">At most so many times (empty: no limit)</label>
            <input id="times" name="times" inputmode="numeric">
            <label for="delay_ms">Milliseconds, for what waits</label>
            <input id="delay_ms" name="delay_ms" inputmode="numeric">
            <label for="code">Decline code, for declines</label>
            <input id="code" name="code" placeholder="insufficient_funds">
            <button>Add</button>
            </form>
            <form method="post" action="/_sandbox/clear_faults"><button class="quiet">Remove all faults</button></form>
            """;
    private static final String OTHER_FORMS = """
            <h2>Clock</h2>
            <form method="post" action="/_sandbox/clock">
            <label for="advance">Move ahead by (such as PT1H, P7D)</label>
            <input id="advance" name="advance" required placeholder="P1D">
            <button>Move</button>
            </form>
            <h2>Happens by itself</h2>
            <form method="post" action="/_sandbox/stripe/refund">
            <label for="refund">Refund, as from the provider's own pages: the payment's id</label>
            <input id="refund" name="id" required placeholder="pi_">
            <button>Refund</button>
            </form>
            <form method="post" action="/_sandbox/stripe/dispute">
            <label for="dispute">Dispute: the payment's id</label>
            <input id="dispute" name="id" required placeholder="pi_">
            <button>Dispute</button>
            </form>
            """;

    private final World world;
    private final FaultRules faults;
    private final StripeActions stripe;

    ControlPage(World world, FaultRules faults, StripeActions stripe) {
        this.world = world;
        this.faults = faults;
        this.stripe = stripe;
    }

    HttpAnswer show() {
        StringBuilder body = new StringBuilder();
        String now = world.read(() ->
                Instant.ofEpochMilli(world.clock().nowMs()) + (world.clock().isFrozen() ? ", standing still" : ""));
        body.append("<p>Simulated time: ").append(Html.escape(now)).append("</p>\n");
        body.append("<p><a href=\"/_sandbox/book\">The book</a>, <a href=\"/_sandbox/status\">status</a></p>\n");
        body.append("<h2>Newest payments</h2>\n<table><thead><tr><th scope=\"col\">Payment</th>")
                .append("<th scope=\"col\" class=\"number\">Amount</th><th scope=\"col\">Currency</th>")
                .append("<th scope=\"col\">Status</th><th scope=\"col\" class=\"number\">Received</th></tr></thead>\n")
                .append("<tbody>\n");
        for (String[] row : stripe.newest(NEWEST)) {
            body.append("<tr><td>")
                    .append(Html.escape(row[0]))
                    .append("</td><td class=\"number\">")
                    .append(row[1]);
            body.append("</td><td>")
                    .append(Html.escape(row[2]))
                    .append("</td><td>")
                    .append(Html.escape(row[3]));
            body.append("</td><td class=\"number\">").append(row[4]).append("</td></tr>\n");
        }
        body.append("</tbody></table>\n<h2>Faults in force</h2>\n<pre>")
                .append(Html.escape(rules()))
                .append("</pre>\n");
        StringBuilder kinds = new StringBuilder();
        for (FaultKind kind : FaultKind.values()) {
            kinds.append("<option>").append(kind.spelled()).append("</option>");
        }
        body.append(FAULT_FORM.formatted(kinds)).append(OTHER_FORMS);
        return HttpAnswer.page(200, Html.page("Sandbox", body.toString()));
    }

    private String rules() {
        if (faults.isEmpty()) {
            return "none";
        }
        JsonWriter json = new JsonWriter().open();
        faults.render(json);
        return json.close().toString().replace("},{", "},\n{");
    }
}
