package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.engine.LedgerDoctor;
import io.bursar.engine.TrialBalance;
import io.bursar.gateways.GatewaySettings;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.SandboxRig;
import io.bursar.ledger.Book;
import io.bursar.ledger.OpenBooks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A shop that takes payments through Bursar at a sandbox, and three witnesses of what happened. */
public final class Shop implements AutoCloseable {
    public final SandboxRig sandbox = SandboxRig.start();
    public final RunningBursar bursar;

    private Shop(Duration answer, boolean isTold) {
        JsonNode endpoint = sandbox.callStripe(
                "/v1/webhook_endpoints",
                "url=http://127.0.0.1:9/nowhere&enabled_events[]=" + (isTold ? "*" : "none.such"));
        Map<String, GatewaySettings.Account> accounts = new LinkedHashMap<>();
        accounts.put("stripe", sandbox.stripe(endpoint.get("secret").asString()));
        accounts.put("razorpay", sandbox.razorpay("razorpay_secret"));
        bursar = RunningBursar.startWithGateways(
                new GatewaySettings(accounts, new Patience(Duration.ofSeconds(3), answer)), spring -> {});
        if (isTold) {
            sandbox.callStripe(
                    "/v1/webhook_endpoints/" + endpoint.get("id").asString(), "url=" + bursar.url("/webhooks/stripe"));
        }
    }

    /** @param answer how long it waits for gateways: shorter than a fault's silence */
    public static Shop open(Duration answer) {
        return new Shop(answer, false);
    }

    /** One that Stripe tells what happens. */
    public static Shop openAndTold(Duration answer) {
        return new Shop(answer, true);
    }

    /** Until something is so, for at most half a minute. */
    public static void await(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    public Request post(String path) {
        return bursar.post(path).undocumented();
    }

    public Request get(String path) {
        return bursar.get(path).undocumented();
    }

    /** A payment by card, of cents. */
    public Reply pay(String more) {
        return post("/v1/payment_intents")
                .key(RunningBursar.unique("pay"))
                .form("amount=1000&currency=usd&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card"
                        + more)
                .send();
    }

    public Reply act(String id, String what, String form) {
        return post("/v1/payment_intents/" + id + "/" + what)
                .key(RunningBursar.unique(what))
                .form(form)
                .send();
    }

    public Reply payment(String id) {
        return get("/v1/payment_intents/" + id).expect(200);
    }

    public String status(String id) {
        return payment(id).at("/status").asString();
    }

    /** Asks the gateways about all that is not settled, whenever they would be asked. */
    public void askAbout(Duration later) {
        bursar.bean(ResolveUnknown.class)
                .run(bursar.bean(PaymentStore.class).now().plus(later));
    }

    /** What the sandbox's book says of a payment. */
    public JsonNode truth(String id) {
        return sandbox.labelled("bursar_payment", id).orElseThrow();
    }

    /** What an account has, posted and held, on its normal side. */
    public long posted(String path) {
        Reply balance =
                bursar.get("/v1/balances?path=" + path + "&currency=usd").expect(200);
        return balance.at("/data").isEmpty() ? 0 : balance.at("/data/0/posted").asLong();
    }

    /** The ledger adds up: zero sums, and the doctor finds nothing. */
    public void checkBooks() throws SQLException {
        TrialBalance trial =
                bursar.bean(OpenBooks.class).of(Book.NUMBER).reader().trialBalance();
        assertThat(trial.isBalanced()).isTrue();
        assertThat(LedgerDoctor.examine(bursar.database().ledger(), Book.NUMBER, System.out))
                .isEqualTo(LedgerDoctor.Verdict.CLEAN);
    }

    /** Bursar's states, its ledger and the sandbox's book say the same of all payments. */
    public void checkWitnesses() throws SQLException {
        checkBooks();
        long receivable = 0;
        for (JsonNode line : sandbox.book()) {
            if (!line.get("currency").asString().equalsIgnoreCase("usd")) {
                continue;
            }
            checkLine(line);
            receivable += line.get("captured").asLong()
                    - line.get("refunded").asLong()
                    + line.get("refund_returned").asLong()
                    - line.get("disputed").asLong()
                    + line.get("reinstated").asLong();
            assertThat(line.get("authorisations").asInt())
                    .as("paid twice: %s", line)
                    .isLessThanOrEqualTo(1);
        }
        assertThat(posted("gateways/stripe/receivable"))
                .as("what Stripe owes us")
                .isEqualTo(receivable - posted("fees/stripe"));
    }

    /** Of one payment, charge by charge, with what money did. */
    private void checkLine(JsonNode line) {
        String id = line.at("/labels/bursar_payment").asString("");
        if (id.isEmpty()) {
            return;
        }
        long taken = line.get("captured").asLong()
                - line.get("refunded").asLong()
                + line.get("refund_returned").asLong();
        for (JsonNode charge : data("/v1/charges?limit=100&payment_intent=" + id)) {
            if (line.get("payment").equals(charge.get("gateway_payment"))) {
                long ours = charge.get("amount_captured").asLong()
                        - charge.get("amount_refunded").asLong();
                assertThat(ours).as("%s by Bursar and by the gateway", charge).isEqualTo(taken);
                String of = charge.get("id").asString();
                long moved = moved(of);
                for (JsonNode refund : data("/v1/refunds?limit=100&charge=" + of)) {
                    moved += moved(refund.get("id").asString());
                }
                assertThat(moved).as("balance transactions of %s", charge).isEqualTo(ours);
            }
        }
    }

    private long moved(String source) {
        long moved = 0;
        for (JsonNode each : data("/v1/balance_transactions?limit=100&source=" + source)) {
            moved += each.get("amount").asLong();
        }
        return moved;
    }

    private JsonNode data(String path) {
        return get(path).expect(200).at("/data");
    }

    public List<JsonNode> lines() {
        return sandbox.book();
    }

    @Override
    public void close() {
        bursar.close();
        sandbox.close();
    }
}
