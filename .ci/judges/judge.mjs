// Stripe's own client for Node, unmodified, against the address and the key in the environment.
import Stripe from "stripe";

const at = new URL(process.env.BURSAR_URL);
const place = { protocol: "http", host: at.hostname, port: at.port, maxNetworkRetries: 0, telemetry: false };
const stripe = new Stripe(process.env.BURSAR_KEY, place);
const intents = stripe.paymentIntents;

function check(what, got, wanted) {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  }
  console.log("ok", what);
}

async function refused(what, kind, call) {
  let error;
  try {
    await call();
  } catch (thrown) {
    error = thrown;
  }
  check(what, error?.type, kind);
  return error;
}

const card = {
  amount: 5000,
  currency: "usd",
  payment_method: "pm_card_visa",
  allowed_payment_method_types: ["card"],
};
const customer = await stripe.customers.create({ name: "Ada" });
const made = await intents.create({
  ...card,
  capture_method: "manual",
  customer: customer.id,
  metadata: { judge: "node" },
});
check("create", made.status, "requires_confirmation");
check("confirm", (await intents.confirm(made.id)).status, "requires_capture");
const taken = await intents.capture(made.id, { amount_to_capture: 4000, expand: ["latest_charge"] });
check("capture", [taken.status, taken.amount_received], ["succeeded", 4000]);
check("expand", taken.latest_charge.amount_captured, 4000);
check("refund", (await stripe.refunds.create({ payment_intent: made.id, amount: 1500 })).status, "succeeded");
const held = await intents.create({ ...card, capture_method: "manual", confirm: true, customer: customer.id });
check("cancel", (await intents.cancel(held.id)).status, "canceled");
for (let i = 0; i < 3; i++) {
  await intents.create({ ...card, customer: customer.id });
}
const all = await intents.list({ customer: customer.id, limit: 2 }).autoPagingToArray({ limit: 100 });
check("auto-paging", all.length, 5);
const found = await intents.search({ query: "metadata['judge']:'node'" });
check("search", found.data.map((each) => each.id), [made.id]);
const key = { idempotencyKey: "judge-node" };
const first = await intents.create({ ...card, confirm: true }, key);
check("replay", (await intents.create({ ...card, confirm: true }, key)).id, first.id);
await refused("another under the key", "StripeIdempotencyError", () => intents.create({ ...card, amount: 5001 }, key));
const declined = await refused("declined", "StripeCardError", () =>
  intents.create({ ...card, payment_method: "pm_card_chargeDeclined", confirm: true }),
);
check("its code", declined.code, "card_declined");
await refused("missing", "StripeInvalidRequestError", () => intents.retrieve("pi_nobody"));
const stranger = new Stripe("sk_test_nobody", place);
await refused("a wrong key", "StripeAuthenticationError", () => stranger.paymentIntents.list());
console.log("all is as expected");
