package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;

/** What the card's network says before a dispute comes, if one comes. */
record FraudWarning(String id, long created, Charge charge) implements Item {
    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "radar.early_fraud_warning").put("actionable", charge.refundable() > 0);
        Shown.reference(json, "charge", charge, expand);
        json.put("created", created).put("fraud_type", "made_with_stolen_card").put("livemode", false);
        Shown.reference(json, "payment_intent", charge.intent, expand);
        json.close();
    }
}
