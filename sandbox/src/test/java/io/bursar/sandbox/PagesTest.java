package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The sandbox's own pages in a browser: fit to be seen, and used by keys alone. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
    private Rig rig;
    private Browser browser;

    @BeforeAll
    void start() throws Exception {
        rig = Rig.start().frozen();
        browser = Browser.start();
        rig.pay("pm_card_visa", "");
        rig.pay("pm_card_chargeDeclined", "");
        rig.post("/v1/payment_intents", "amount=129900&currency=jpy");
        challenge();
        String paid = waiting();
        rig.control("razorpay/approve", "{\"id\":\"" + paid + "\"}");
        waiting();
        rig.control(
                "faults",
                "{\"kind\":\"timeout_after\",\"path\":\"/v1/payment_intents/*/capture\",\"amount\":5,\"rate\":0.05}");
        rig.control("faults", "{\"kind\":\"webhook_duplicate\",\"path\":\"charge.*\",\"nth\":9}");
    }

    @AfterAll
    void stop() throws Exception {
        assertThat(browser.complaints())
                .as("what pages wrote to the console, but for the one form that was refused")
                .allMatch(said -> said.contains("status of 404") && said.contains("/_sandbox/happens"));
        browser.close();
        rig.close();
    }

    private String waiting() throws Exception {
        return rig.upi(rig.order("")).text("razorpay_payment_id");
    }

    private Rig.Reply challenge() throws Exception {
        return rig.pay("pm_card_threeDSecure2Required", "&return_url=" + rig.address() + "/_sandbox");
    }

    private String challengePage() throws Exception {
        return challenge()
                .body()
                .getAsJsonObject("next_action")
                .getAsJsonObject("redirect_to_url")
                .get("url")
                .getAsString();
    }

    @Test
    void every_page_is_fit_to_be_seen() throws Exception {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("control", rig.address() + "/_sandbox");
        pages.put("upi", rig.address() + "/_sandbox/upi/" + waiting());
        pages.put("3ds", challengePage());
        for (var page : pages.entrySet()) {
            for (Browser.Look look : Browser.Look.values()) {
                browser.look(look);
                browser.go(page.getValue());
                browser.picture(page.getKey() + "-" + look.spelled());
                assertThat(browser.hindrances())
                        .as("what hinders people on %s %s", page.getKey(), look)
                        .isEmpty();
                assertThat(browser.overflow())
                        .as("sideways scrolling of %s %s", page.getKey(), look)
                        .isZero();
            }
        }
    }

    @Test
    void a_payer_pays_and_refuses_by_keys_alone() throws Exception {
        browser.look(Browser.Look.PHONE_LIGHT);
        String id = waiting();
        browser.go(rig.address() + "/_sandbox/upi/" + id);
        assertThat(browser.text()).contains("₹500.00");
        browser.tabTo("button[value=approve]");
        browser.leads(() -> browser.press("Enter"));
        assertThat(browser.text()).contains("You have paid");
        browser.picture("upi-paid");
        assertThat(browser.hindrances()).isEmpty();
        assertThat(rig.book(id).number("authorised")).isEqualTo(50000);
        String other = waiting();
        browser.go(rig.address() + "/_sandbox/upi/" + other);
        browser.tabTo("button[value=refuse]");
        browser.leads(() -> browser.press("Enter"));
        assertThat(browser.text()).contains("You have refused");
    }

    @Test
    void a_card_holder_says_who_they_are_and_is_sent_back() throws Exception {
        browser.look(Browser.Look.DESKTOP_LIGHT);
        browser.go(challengePage());
        assertThat(browser.text()).contains("USD 20.00");
        browser.tabTo("button[value=authenticate]");
        browser.leads(() -> browser.press("Enter"));
        assertThat(browser.ask("location.search").getAsString()).contains("payment_intent=pi_");
        String intent = browser.ask("new URLSearchParams(location.search).get('payment_intent')")
                .getAsString();
        assertThat(rig.book(intent).number("captured")).isEqualTo(2000);
    }

    @Test
    void faults_the_clock_and_what_happens_by_itself_are_set_on_the_page() throws Exception {
        browser.look(Browser.Look.DESKTOP_LIGHT);
        browser.go(rig.address() + "/_sandbox");
        browser.tabTo("#code");
        browser.type("stolen_card");
        browser.ask("document.querySelector('#kind').value = 'decline'");
        browser.leads(() -> browser.press("Enter"));
        assertThat(browser.text().toLowerCase(Locale.ROOT)).contains("decline stolen_card");
        browser.tabTo("button[aria-label=\"Remove fault_3\"]");
        browser.leads(() -> browser.press("Enter"));
        assertThat(browser.text()).doesNotContain("stolen_card").contains("webhook duplicate");
        String before = rig.look("status").text("now");
        browser.tabTo("#advance");
        browser.type("PT1H");
        browser.leads(() -> browser.press("Enter"));
        assertThat(rig.look("status").text("now")).isNotEqualTo(before);
        String paid = rig.pay("pm_card_visa", "").text("id");
        browser.tabTo("#id");
        browser.type(paid);
        browser.leads(() -> browser.press("Enter"));
        assertThat(rig.book(paid).number("refunded")).isEqualTo(2000);
        browser.tabTo("#id");
        browser.type("pi_nobody");
        browser.leads(() -> browser.press("Enter"));
        assertThat(browser.text()).contains("That did not work", "No such charge");
        browser.picture("problem");
        assertThat(browser.hindrances()).isEmpty();
    }
}
