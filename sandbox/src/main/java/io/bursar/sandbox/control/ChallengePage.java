package io.bursar.sandbox.control;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.stripe.StripeActions;
import io.bursar.sandbox.text.FormText;
import io.bursar.sandbox.world.World;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The card issuer's 3-D Secure page: the payer proves who they are, or does not. */
final class ChallengePage {
    private final World world;
    private final StripeActions stripe;

    ChallengePage(World world, StripeActions stripe) {
        this.world = world;
        this.stripe = stripe;
    }

    HttpAnswer handle(HttpRequest request, List<String> parts) {
        StripeActions.Challenge challenge = parts.size() == 4 ? stripe.challenge(parts.get(2), parts.get(3)) : null;
        if (challenge == null) {
            return HttpAnswer.page(404, Html.says("Your bank", "This link does not belong to any payment."));
        }
        if (request.method().equals("POST")) {
            String verdict = FormText.parse(request.bodyText()).text("verdict");
            if (verdict == null
                    || !List.of("authenticate", "reject", "unavailable").contains(verdict)) {
                return HttpAnswer.page(
                        400, Html.says("Your bank", "verdict must be authenticate, reject or unavailable."));
            }
            stripe.act(world, verdict, challenge.id(), "");
            return back(challenge, verdict);
        }
        return show(challenge);
    }

    private static HttpAnswer show(StripeActions.Challenge challenge) {
        if (!challenge.isOpen()) {
            return HttpAnswer.page(200, Html.says("Your bank", "There is nothing to confirm any more."));
        }
        String what = challenge.amountMinor() == 0
                ? "<p class=\"middle\">wants to keep your card for later.</p>\n"
                : "<p class=\"amount middle\">" + Html.money(challenge.amountMinor(), challenge.currency()) + "</p>\n";
        return HttpAnswer.page(
                200,
                Html.small(
                        "Your bank asks: is this you?",
                        "<form class=\"card\" method=\"post\">\n<h1 class=\"middle\">Is this you?</h1>\n"
                                + "<p class=\"middle quiet\">Your bank asks before a shop is paid.</p>\n" + what
                                + "<dl><dt>Shop</dt><dd>Bursar Sandbox</dd><dt>Reference</dt><dd><code>"
                                + Html.escape(challenge.id()) + "</code></dd></dl>\n"
                                + "<button class=\"wide\" name=\"verdict\" value=\"authenticate\">"
                                + "Yes, it is me</button>\n"
                                + "<button class=\"wide quiet\" name=\"verdict\" value=\"reject\">No, refuse</button>\n"
                                + "<button class=\"wide quiet\" name=\"verdict\" value=\"unavailable\">"
                                + "The bank cannot be reached</button>\n</form>\n"));
    }

    private static HttpAnswer back(StripeActions.Challenge challenge, String verdict) {
        @Nullable String url = challenge.returnUrl();
        if (url == null) {
            return HttpAnswer.page(200, Html.says("Your bank", "Thank you. You may close this page."));
        }
        String kind = challenge.id().startsWith("seti_") ? "setup_intent" : "payment_intent";
        String secret = URLEncoder.encode(challenge.clientSecret(), StandardCharsets.UTF_8);
        String status = verdict.equals("authenticate") ? "succeeded" : "failed";
        return HttpAnswer.seeOther(url + (url.contains("?") ? "&" : "?") + kind + "=" + challenge.id() + "&" + kind
                + "_client_secret=" + secret + "&redirect_status=" + status);
    }
}
