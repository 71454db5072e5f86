package io.bursar.sandbox.control;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.razorpay.RazorpayActions;
import io.bursar.sandbox.text.FormText;
import io.bursar.sandbox.text.Tree;
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
            return HttpAnswer.page(404, Html.says("UPI", "This link does not belong to any payment."));
        }
        if (!shown.isOpen()) {
            return HttpAnswer.page(200, Html.says("UPI", "There is nothing to pay any more."));
        }
        if (request.method().equals("POST")) {
            return answered(FormText.parse(request.bodyText()), shown);
        }
        return show(shown);
    }

    private HttpAnswer answered(Tree form, RazorpayActions.Shown shown) {
        String verdict = form.text("verdict");
        if (verdict == null || !List.of("approve", "refuse").contains(verdict)) {
            return HttpAnswer.page(400, Html.says("UPI", "verdict must be approve or refuse."));
        }
        HttpAnswer done = razorpay.act(verdict, shown.id(), form);
        if (done.status() != 200) {
            return HttpAnswer.page(400, Html.says("UPI", "That was not possible."));
        }
        String what = verdict.equals("approve") ? "You have paid" : "You have refused";
        return HttpAnswer.page(200, Html.says("UPI", "" + what + ""));
    }

    private static HttpAnswer show(RazorpayActions.Shown shown) {
        String amount = shown.amountPaise() == 0
                ? "<label for=\"amount\">Amount in paise</label>\n"
                        + "<input id=\"amount\" name=\"amount\" inputmode=\"numeric\" required>\n"
                : "<p class=\"amount middle\">₹" + rupees(shown.amountPaise()) + "</p>\n";
        return HttpAnswer.page(
                200,
                Html.small(
                        "Pay by UPI",
                        "<form class=\"card\" method=\"post\">\n<h1 class=\"middle\">Pay Bursar Sandbox</h1>\n" + amount
                                + "<p class=\"middle quiet\"><code>" + Html.escape(shown.id()) + "</code></p>\n"
                                + "<label for=\"vpa\">From</label>\n"
                                + "<input id=\"vpa\" name=\"vpa\" value=\"success@razorpay\" required"
                                + " autocomplete=\"off\">\n"
                                + "<p class=\"hint\">Your UPI address; failure@razorpay is one without money.</p>\n"
                                + "<button class=\"wide\" name=\"verdict\" value=\"approve\">Pay</button>\n"
                                + "<button class=\"wide quiet\" name=\"verdict\" value=\"refuse\""
                                + " formnovalidate>Refuse</button>\n</form>\n"));
    }

    private static String rupees(long paise) {
        return Html.money(paise, "INR").substring("INR ".length());
    }
}
