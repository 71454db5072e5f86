package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import org.jspecify.annotations.Nullable;

/** An error as Razorpay answers it. */
final class RazorpayProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String BAD_REQUEST = "BAD_REQUEST_ERROR";

    private final int status;
    private final String code;
    private final @Nullable String field;

    private RazorpayProblem(int status, String code, String description, @Nullable String field) {
        super(description, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    static RazorpayProblem bad(String description) {
        return new RazorpayProblem(400, BAD_REQUEST, description, null);
    }

    static RazorpayProblem field(String field, String description) {
        return new RazorpayProblem(400, BAD_REQUEST, description, field);
    }

    static RazorpayProblem noSuchId() {
        return bad("The id provided does not exist");
    }

    static RazorpayProblem of(int status, String description) {
        String code = status >= 500 ? "SERVER_ERROR" : BAD_REQUEST;
        return new RazorpayProblem(status, code, description, null);
    }

    HttpAnswer answer() {
        String description = getMessage();
        JsonWriter json = new JsonWriter().open().open("error").put("code", code);
        json.put("description", description).put("source", status >= 500 ? "internal" : "business");
        json.put("step", "payment_initiation")
                .put("reason", status >= 500 ? "server_error" : "input_validation_failed");
        json.putEmptyObject("metadata");
        if (field != null) {
            json.put("field", field);
        }
        return HttpAnswer.json(status, json.close().close().toBytes());
    }
}
