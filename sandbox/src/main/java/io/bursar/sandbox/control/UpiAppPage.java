package io.bursar.sandbox.control;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.razorpay.RazorpayActions;
import io.bursar.sandbox.text.FormText;
import io.bursar.sandbox.text.Tree;
import java.math.BigDecimal;
import java.util.List;

/** The payer's UPI app, as far as a payment or a scanned code needs one. */
final class UpiAppPage {
    private final RazorpayActions razorpay;

    UpiAppPage(RazorpayActions razorpay) {
        this.razorpay = razorpay;
    }

    HttpAnswer handle(HttpRequest request, List<String> parts) {
        String id = parts.size() == 3 ? parts.get(2) : "";
        RazorpayActions.Shown shown = razorpay.shown(id);
        if (shown == null) {
            return HttpAnswer.page(404, Html.page("UPI", "<p>This link does not belong to any payment.</p>"));
        }
        if (!shown.isOpen()) {
            return HttpAnswer.page(200, Html.page("UPI", "<p>There is nothing to pay any more.</p>"));
        }
        if (request.method().equals("POST")) {
            return answered(FormText.parse(request.bodyText()), shown);
        }
        return show(shown);
    }

    private HttpAnswer answered(Tree form, RazorpayActions.Shown shown) {
        String verdict = form.text("verdict");
        if (verdict == null || !List.of("approve", "refuse").contains(verdict)) {
            return HttpAnswer.page(400, Html.page("UPI", "<p>verdict must be approve or refuse.</p>"));
        }
        HttpAnswer done = razorpay.act(verdict, shown.id(), form);
        if (done.status() != 200) {
            return HttpAnswer.page(400, Html.page("UPI", "<p>That was not possible.</p>"));
        }
        String what = verdict.equals("approve") ? "You have paid." : "You have refused.";
        return HttpAnswer.page(200, Html.page("UPI", "<p>" + what + "</p>"));
    }

    private static HttpAnswer show(RazorpayActions.Shown shown) {
        String amount = shown.amountPaise() == 0
                ? "<label for=\"amount\">Amount in paise</label>\n"
                        + "<input id=\"amount\" name=\"amount\" inputmode=\"numeric\" required>\n"
                : "<p>Amount: ₹ " + BigDecimal.valueOf(shown.amountPaise(), 2).toPlainString() + "</p>\n";
        return HttpAnswer.page(
                200,
                Html.page(
                        "Pay by UPI?",
                        "<form method=\"post\">\n" + amount
                                + "<label for=\"vpa\">Your UPI address</label>\n"
                                + "<input id=\"vpa\" name=\"vpa\" value=\"success@razorpay\" required>\n"
                                + "<p><button name=\"verdict\" value=\"approve\">Pay</button>\n"
                                + "<button class=\"quiet\" name=\"verdict\" value=\"refuse\">Refuse</button></p>\n"
                                + "</form>\n"));
    }
}
