"""Stripe's own client for Python, unmodified, against the address and the key in the environment."""
import os

import stripe

client = stripe.StripeClient(
    os.environ["BURSAR_KEY"], base_addresses={"api": os.environ["BURSAR_URL"]}, max_network_retries=0
)
intents = client.v1.payment_intents


def check(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"{what}: wanted {wanted!r}, got {got!r}")
    print("ok", what)


def refused(what, kind, call):
    try:
        call()
    except kind as error:
        check(what, type(error), kind)
        return error
    raise SystemExit(f"{what}: no {kind.__name__} was raised")


CARD = {"amount": 5000, "currency": "usd", "payment_method": "pm_card_visa", "allowed_payment_method_types": ["card"]}
customer = client.v1.customers.create({"name": "Ada"})
made = intents.create({**CARD, "capture_method": "manual", "customer": customer.id, "metadata": {"judge": "python"}})
check("create", made.status, "requires_confirmation")
check("confirm", intents.confirm(made.id).status, "requires_capture")
taken = intents.capture(made.id, {"amount_to_capture": 4000, "expand": ["latest_charge"]})
check("capture", (taken.status, taken.amount_received), ("succeeded", 4000))
check("expand", taken.latest_charge.amount_captured, 4000)
refund = client.v1.refunds.create({"payment_intent": made.id, "amount": 1500})
check("refund", refund.status, "succeeded")
held = intents.create({**CARD, "capture_method": "manual", "confirm": True, "customer": customer.id})
check("cancel", intents.cancel(held.id).status, "canceled")
for _ in range(3):
    intents.create({**CARD, "customer": customer.id})
pages = intents.list({"customer": customer.id, "limit": 2})
check("auto-paging", len(list(pages.auto_paging_iter())), 5)
found = intents.search({"query": "metadata['judge']:'python'"})
check("search", [each.id for each in found.data], [made.id])
key = {"idempotency_key": "judge-python"}
first = intents.create({**CARD, "confirm": True}, key)
check("replay", intents.create({**CARD, "confirm": True}, key).id, first.id)
refused("another under the key", stripe.IdempotencyError, lambda: intents.create({**CARD, "amount": 5001}, key))
declined = refused(
    "declined",
    stripe.CardError,
    lambda: intents.create({**CARD, "payment_method": "pm_card_chargeDeclined", "confirm": True}),
)
check("its code", declined.code, "card_declined")
refused("missing", stripe.InvalidRequestError, lambda: intents.retrieve("pi_nobody"))
stranger = stripe.StripeClient("sk_test_nobody", base_addresses={"api": os.environ["BURSAR_URL"]})
refused("a wrong key", stripe.AuthenticationError, lambda: stranger.v1.payment_intents.list())
print("all is as expected")
