package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The issuer's page: frictionless, answered, refused, out of reach. */
class ThreeDsTest {
    private static final String BACK = "&return_url=http://127.0.0.1:1/back?order=7";
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static String url(Rig.Reply intent) {
        JsonObject action = intent.body().getAsJsonObject("next_action");
        assertThat(action.get("type").getAsString()).isEqualTo("redirect_to_url");
        return action.getAsJsonObject("redirect_to_url").get("url").getAsString();
    }

    private HttpResponse<String> answer(Rig.Reply intent, String verdict) throws Exception {
        String path = url(intent).substring(rig.address().length());
        HttpResponse<String> page = rig.raw(rig.at(path));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html lang=\"en\">", "value=\"reject\"");
        return rig.raw(rig.at(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("verdict=" + verdict)));
    }

    private JsonObject threeDs(String intent) throws Exception {
        return rig.get("/v1/payment_intents/" + intent + "?expand[]=latest_charge")
                .body()
                .getAsJsonObject("latest_charge")
                .getAsJsonObject("payment_method_details")
                .getAsJsonObject("card")
                .getAsJsonObject("three_d_secure");
    }

    @Test
    void the_payer_proves_who_they_are() throws Exception {
        Rig.Reply intent = rig.pay("pm_card_threeDSecure2Required", BACK);
        assertThat(intent.text("status")).isEqualTo("requires_action");
        HttpResponse<String> back = answer(intent, "authenticate");
        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(back.headers().firstValue("Location").orElse(""))
                .startsWith("http://127.0.0.1:1/back?order=7&payment_intent=" + intent.text("id"))
                .endsWith("redirect_status=succeeded");
        assertThat(rig.get("/v1/payment_intents/" + intent.text("id")).text("status"))
                .isEqualTo("succeeded");
        assertThat(threeDs(intent.text("id")).get("result").getAsString()).isEqualTo("authenticated");
        answer404(intent);
    }

    private void answer404(Rig.Reply intent) throws Exception {
        assertThat(rig.raw(rig.at("/_sandbox/3ds/" + intent.text("id") + "/wrongsecret"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_payer_refuses_or_the_bank_is_out_of_reach() throws Exception {
        Rig.Reply refused = rig.pay("pm_card_authenticationRequired", BACK);
        answer(refused, "reject");
        Rig.Reply after = rig.get("/v1/payment_intents/" + refused.text("id"));
        assertThat(after.text("status")).isEqualTo("requires_payment_method");
        assertThat(after.body()
                        .getAsJsonObject("last_payment_error")
                        .get("code")
                        .getAsString())
                .isEqualTo("payment_intent_authentication_failure");
        Rig.Reply unreachable = rig.pay("pm_card_authenticationRequired", BACK);
        answer(unreachable, "unavailable");
        assertThat(rig.get("/v1/payment_intents/" + unreachable.text("id")).text("status"))
                .isEqualTo("requires_payment_method");
        assertThat(threeDs(unreachable.text("id")).get("result").getAsString()).isEqualTo("processing_error");
        assertThat(rig.book(unreachable.text("id")).number("authorisations")).isZero();
    }

    @Test
    void frictionless_when_asked_and_external_results_pass_through() throws Exception {
        String any = rig.pay("pm_card_visa", "&payment_method_options[card][request_three_d_secure]=any")
                .text("id");
        assertThat(threeDs(any).get("authentication_flow").getAsString()).isEqualTo("frictionless");
        String outside = "&payment_method_options[card][three_d_secure][version]=2.2.0"
                + "&payment_method_options[card][three_d_secure][cryptogram]=AAAA"
                + "&payment_method_options[card][three_d_secure][transaction_id]=ds1";
        assertThat(rig.pay("pm_card_threeDSecure2Required", outside).text("status"))
                .isEqualTo("succeeded");
    }

    @Test
    void a_card_is_set_up_with_the_payer_and_then_pays_without() throws Exception {
        String customer = rig.post("/v1/customers", "").text("id");
        Rig.Reply setup = rig.post(
                "/v1/setup_intents",
                "customer=" + customer + "&payment_method=pm_card_authenticationRequiredOnSetup&confirm=true"
                        + "&payment_method_types[]=card" + BACK);
        assertThat(setup.text("status")).isEqualTo("requires_action");
        answer(setup, "authenticate");
        Rig.Reply done = rig.get("/v1/setup_intents/" + setup.text("id"));
        assertThat(done.text("status")).isEqualTo("succeeded");
        String off = "&off_session=true&customer=" + customer;
        assertThat(rig.pay(done.text("payment_method"), off).text("status")).isEqualTo("succeeded");
    }

    @Test
    void without_a_way_back_the_script_is_named() throws Exception {
        Rig.Reply intent = rig.pay("pm_card_threeDSecure2Required", "");
        assertThat(intent.body().getAsJsonObject("next_action").get("type").getAsString())
                .isEqualTo("use_stripe_sdk");
        assertThat(rig.pay("pm_card_threeDSecure2Required", "&error_on_requires_action=true")
                        .status())
                .isEqualTo(402);
    }
}
