package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;

/** A payer's consent to later debits (UPI Autopay). */
final class Token implements Entity {
    private final String id;
    private final long createdAt;
    final Order.Mandate mandate;
    String vpa = "";
    /** initiated, confirmed, rejected, paused or cancelled. */
    String status = "initiated";

    Token(String id, long createdAt, Order.Mandate mandate) {
        this.id = id;
        this.createdAt = createdAt;
        this.mandate = mandate;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long createdAt() {
        return createdAt;
    }

    @Override
    public String kind() {
        return "token";
    }

    @Override
    public void render(JsonWriter json) {
        json.open()
                .put("id", id)
                .put("entity", "token")
                .put("token", id.substring(6))
                .putNulls("bank", "wallet");
        json.put("method", "upi").open("vpa");
        int at = vpa.indexOf('@');
        json.put("username", at < 0 ? null : vpa.substring(0, at)).put("handle", at < 0 ? null : vpa.substring(at + 1));
        json.putNull("name").close().put("recurring", status.equals("confirmed"));
        json.open("recurring_details")
                .put("status", status)
                .putNull("failure_reason")
                .close();
        json.put("max_amount", mandate.maxAmount()).put("frequency", mandate.frequency());
        json.put("auth_type", (String) null).put("mrn", (String) null).putNull("used_at");
        json.put("created_at", createdAt).put("expired_at", mandate.expireAt());
        json.put("customer_id", mandate.customerId()).put("dcc_enabled", false).close();
    }
}
