package io.bursar.sandbox.control;

import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.world.Glimpse;
import io.bursar.sandbox.world.World;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The page at {@code /_sandbox}: what there is, and forms for what can be made to happen. */
final class ControlPage {
    private static final int NEWEST = 25;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Set<String> GOOD = Set.of("succeeded", "captured");
    private static final Set<String> BAD = Set.of("failed", "canceled");
    private static final String FAULT_FORM = """
            <section class="card"><h2>Make something go wrong</h2>
            <form method="post" action="/_sandbox/faults">
            <label for="kind">What</label>
            <select id="kind" name="kind">%s</select>
            <label for="path">Where</label>
            <input id="path" name="path" placeholder="/v1/payment_intents/*/capture" aria-describedby="path-hint">
            <p class="hint" id="path-hint">A path, or a webhook's type; * stands for any text. Empty: everywhere.</p>
            <label for="rate">How often</label>
            <input id="rate" name="rate" inputmode="decimal" placeholder="0.05" aria-describedby="rate-hint">
            <p class="hint" id="rate-hint">Share of calls from 0 to 1. Empty: always.</p>
            <label for="times">At most so many times</label>
            <input id="times" name="times" inputmode="numeric">
            <label for="delay_ms">Milliseconds, for what waits</label>
            <input id="delay_ms" name="delay_ms" inputmode="numeric">
            <label for="code">Decline code, for declines</label>
            <input id="code" name="code" placeholder="insufficient_funds">
            <button>Add</button>
            </form></section>
            """;
    private static final String CLOCK_FORM = """
            <section class="card"><h2>Move the clock</h2>
            <form method="post" action="/_sandbox/clock">
            <label for="advance">Ahead by</label>
            <input id="advance" name="advance" required placeholder="P1D" aria-describedby="advance-hint">
            <p class="hint" id="advance-hint">PT1H is an hour, P7D a week. Payouts, expiries and webhooks follow.</p>
            <button>Move</button>
            </form></section>
            """;
    private static final String HAPPENS_FORM = """
            <section class="card"><h2>Let it happen by itself</h2>
            <form method="post" action="/_sandbox/happens">
            <label for="what">What</label>
            <select id="what" name="what"><option value="refund">The provider refunds</option>\
            <option value="dispute">The payer disputes</option></select>
            <label for="id">Payment</label>
            <input id="id" name="id" required placeholder="pi_… or pay_…">
            <button>Go</button>
            </form></section>
            """;

    private final World world;
    private final FaultRules faults;
    private final Control.Players players;

    ControlPage(World world, FaultRules faults, Control.Players players) {
        this.world = world;
        this.faults = faults;
        this.players = players;
    }

    HttpAnswer show() {
        StringBuilder body = new StringBuilder("<div class=\"head\"><h1>Sandbox</h1>\n<p class=\"quiet\">");
        String now =
                world.read(() -> TIME.format(Instant.ofEpochMilli(world.clock().nowMs()))
                        + (world.clock().isFrozen() ? ", standing still" : ""));
        body.append(now).append(" · <a href=\"/_sandbox/book\">book</a> · <a href=\"/_sandbox/status\">status</a></p>");
        body.append("</div>\n<section class=\"card\"><h2>Newest payments</h2>\n")
                .append(payments());
        body.append("</section>\n<section class=\"card\"><h2>Faults in force</h2>\n")
                .append(rules());
        StringBuilder kinds = new StringBuilder();
        for (FaultKind kind : FaultKind.values()) {
            kinds.append("<option value=\"").append(kind.spelled()).append("\">");
            kinds.append(kind.spelled().replace('_', ' ')).append("</option>");
        }
        body.append("</section>\n<div class=\"cards\">\n").append(FAULT_FORM.formatted(kinds));
        body.append("<div>")
                .append(CLOCK_FORM)
                .append("<br>")
                .append(HAPPENS_FORM)
                .append("</div></div>\n");
        return HttpAnswer.page(200, Html.page("Sandbox", Html.Width.WIDE, body.toString()));
    }

    private String payments() {
        List<Glimpse> newest = new ArrayList<>(players.stripe().newest(NEWEST));
        newest.addAll(players.razorpay().newest(NEWEST));
        newest.sort(Comparator.comparingLong(Glimpse::createdAt).reversed());
        if (newest.isEmpty()) {
            return "<p class=\"quiet\">None yet. README.md has a first one to try.</p>\n";
        }
        StringBuilder rows = new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"region\""
                + " aria-label=\"Newest payments\"><table><thead><tr><th scope=\"col\">Payment</th>"
                + "<th scope=\"col\">Status</th><th scope=\"col\" class=\"number\">Amount</th>"
                + "<th scope=\"col\" class=\"number\">Received</th><th scope=\"col\">Payer</th></tr></thead><tbody>\n");
        newest.stream().limit(NEWEST).forEach(each -> row(rows, each));
        return rows.append("</tbody></table></div>\n").toString();
    }

    private static void row(StringBuilder rows, Glimpse each) {
        String look = GOOD.contains(each.status()) ? " good" : BAD.contains(each.status()) ? " bad" : " wait";
        String page = each.payerPage();
        rows.append("<tr><td><a href=\"/_sandbox/book/").append(each.id()).append("\"><code>");
        rows.append(Html.escape(each.id()))
                .append("</code></a></td><td><span class=\"state")
                .append(look);
        rows.append("\">").append(Html.escape(each.status().replace('_', ' '))).append("</span></td>");
        for (long amount : new long[] {each.amountMinor(), each.receivedMinor()}) {
            rows.append("<td class=\"number\">")
                    .append(Html.money(amount, each.currency()))
                    .append("</td>");
        }
        rows.append("<td>");
        rows.append(page == null ? "" : "<a href=\"" + Html.escape(page) + "\">answer</a>")
                .append("</td></tr>\n");
    }

    private String rules() {
        List<FaultRules.Shown> shown = faults.shown();
        if (shown.isEmpty()) {
            return "<p class=\"quiet\">None: everything goes well.</p>\n";
        }
        StringBuilder rows = new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"region\""
                + " aria-label=\"Faults in force\"><table><thead><tr>"
                + "<th scope=\"col\">Fault</th><th scope=\"col\">Where</th>"
                + "<th scope=\"col\">When</th><th scope=\"col\" class=\"number\">Struck</th>"
                + "<th scope=\"col\">Remove</th></tr></thead><tbody>\n");
        for (FaultRules.Shown rule : shown) {
            rows.append("<tr><td>").append(Html.escape(rule.what())).append("</td><td><code>");
            rows.append(Html.escape(rule.where())).append("</code></td><td>").append(rule.when());
            rows.append("</td><td class=\"number\">").append(rule.struck()).append("</td><td>");
            rows.append("<form method=\"post\" action=\"/_sandbox/clear_faults\">"
                    + "<input type=\"hidden\" name=\"id\" value=\"");
            rows.append(rule.id())
                    .append("\"><button class=\"quiet\" aria-label=\"Remove ")
                    .append(rule.id());
            rows.append("\">Remove</button></form></td></tr>\n");
        }
        return rows.append("</tbody></table></div>\n<form method=\"post\" action=\"/_sandbox/clear_faults\">"
                        + "<button class=\"quiet\">Remove all</button></form>\n")
                .toString();
    }
}
