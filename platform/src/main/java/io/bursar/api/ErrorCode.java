package io.bursar.api;

import java.util.Locale;

/**
 * Every error that the API answers: its status, its type and what it means. {@code docs/generated/errors.md} is made
 * from this list.
 */
public enum ErrorCode {
    API_KEY_MISSING(401, "No API key was sent. Send `Authorization: Bearer sk_…`, or the key as the Basic user name."),
    API_KEY_INVALID(401, "The API key is mistyped, unknown, or not one of this deployment."),
    API_KEY_REVOKED(401, "The API key was revoked."),
    API_KEY_EXPIRED(401, "The API key expired, or was rolled and its overlap is over. Use the newer one."),
    RATE_LIMIT(
            429, "The API key asked more often than it may. Nothing happened; ask again after `Retry-After` seconds."),
    RIGHT_MISSING(403, "The API key lacks a right that this request needs; the message names it."),
    ORIGIN_NOT_ALLOWED(403, "A publishable key was used by a web page that it was not made for."),
    ROUTE_UNKNOWN(404, "No such route. The reference at `/docs` lists them all."),
    METHOD_NOT_ALLOWED(405, "The route exists, but not for this method. The `Allow` header lists the methods."),
    NOT_ACCEPTABLE(406, "The header `Accept` leaves out every form that this route answers in."),
    BODY_TOO_LARGE(
            413,
            "The body is larger than 1 MiB, or the file larger than 5 MiB. Split the batch; make the file smaller."),
    CONTENT_TYPE_UNSUPPORTED(
            415,
            "The body must be `application/json` or `application/x-www-form-urlencoded`, in UTF-8, not compressed."),
    REQUEST_INVALID(400, "The request is not HTTP as this server understands it; the message says what is wrong."),
    HEADERS_TOO_LARGE(431, "The request line and headers are larger than 16 KiB."),
    VERSION_UNKNOWN(
            400, "The header `Bursar-Version` names no version of this API; the message lists those there are."),
    ENCODING_INVALID(400, "The text is not UTF-8, or percent-encoded wrongly."),
    JSON_INVALID(400, "The body is not one JSON object; `param` says how far it could be read."),
    NESTING_TOO_DEEP(400, "The body is nested deeper than 16 levels."),
    PARAMETER_UNKNOWN(400, "The parameter named by `param` does not exist here. Nothing is ignored silently."),
    PARAMETER_DUPLICATE(400, "The parameter named by `param` was sent twice."),
    PARAMETER_MISSING(400, "The parameter named by `param` is required."),
    PARAMETER_INVALID(400, "The value of `param` cannot be used; the message says what can."),
    PARAMETER_INVALID_EMPTY(400, "The parameter named by `param` stands in the query without a value."),
    PARAMETER_INVALID_INTEGER(
            400, "The value of `param` must be an integer within ±(2^63−1), without fraction, exponent or quotes."),
    PARAMETER_INVALID_STRING(400, "The value of `param` must be text without NUL and without half characters."),
    PARAMETER_UNSUPPORTED(400, "The parameter named by `param` exists elsewhere, but is not supported by this route."),
    EXPANSION_UNKNOWN(400, "`expand` names something that cannot be expanded in this answer."),
    CARD_NUMBER_REFUSED(
            400, "The value of `param` looks like a card number. Card numbers never enter: send a provider's token."),
    CURSOR_INVALID(400, "The cursor was not made by this list with these filters."),
    SEARCH_TOO_WIDE(
            400,
            "20,000 rows were looked at and too few of them fit: no index tells which do. Narrow the search by"
                    + " `created`, `reference` or `metadata`."),
    IDEMPOTENCY_KEY_REQUIRED(400, "This route moves money: send an `Idempotency-Key`, one for each intended effect."),
    IDEMPOTENCY_KEY_INVALID(400, "An idempotency key has 1 to 255 printable ASCII characters and is sent once."),
    IDEMPOTENCY_KEY_REUSED(400, "The key was first used with other parameters; the message names those that differ."),
    IDEMPOTENCY_KEY_IN_USE(
            409, "A request with the same key is being worked on. Ask again in a moment: nothing is done twice."),
    API_KEY_INACTIVE(422, "A revoked or expired key cannot be rolled. Make a new one."),
    RESOURCE_MISSING(
            404, "Nothing here has the id named by `param`: 404 for an id in the path, 400 for one in a parameter."),
    ACCOUNT_UNKNOWN(404, "The account is not open, and no pattern of the chart of accounts matches its path."),
    TARGET_UNKNOWN(404, "No such hold or transaction in this book."),
    TARGET_SETTLED(409, "The hold was captured or released, or the transaction was reversed in full."),
    TARGET_EXPIRED(409, "The hold expired."),
    TARGET_EXCEEDED(422, "More was asked for than remains of the hold or transaction; `details` has what remains."),
    CURRENCY_NOT_ALLOWED(422, "The chart of accounts does not allow this currency for this path."),
    ACCOUNT_FROZEN(422, "The account is frozen."),
    ACCOUNT_CLOSED(422, "The account is closed."),
    ACCOUNT_NOT_EMPTY(422, "Only an account without balance and without holds can be closed."),
    PERIOD_CLOSED(422, "The effective time lies in a closed period."),
    PERIOD_NOT_LATER(
            422, "The period is closed up to this time or a later one. To open it again, use `/v1/periods/reopen`."),
    PERIOD_NOT_EARLIER(422, "No period is closed after this time, so there is nothing to open again."),
    BALANCE_OUT_OF_RANGE(422, "A balance, or a sum of holds, would leave ±(2^53−1)."),
    INSUFFICIENT_FUNDS(402, "The account has less available than is needed; `details` has both."),
    ABOVE_CEILING(422, "The account has less room below its ceiling than is needed; `details` has both."),
    SCHEDULE_SETTLED(409, "The scheduled transaction was executed or refused; `details` says which. It stays so."),
    CONFLICT(409, "What the request was decided on changed meanwhile. Read again, decide again, use a new key."),
    PAYMENT_METHOD_UNEXPECTED_STATE(
            400, "The payment method belongs to a customer, or to none, or is used no more; the message says which."),
    LOCK_TIMEOUT(409, "Another request is changing the same object. Nothing happened; read it and ask again."),
    PAYMENT_INTENT_UNEXPECTED_STATE(
            400, "The payment's `status` does not allow this; the message says which does. It is in `payment_intent`."),
    SETUP_INTENT_UNEXPECTED_STATE(
            400, "The setup's `status` does not allow this; the message says so. The setup is in `setup_intent`."),
    PAYMENT_INTENT_MANDATE_INVALID(
            400, "The mandate is paused, over, of another payment method, or does not allow such a debit."),
    AMOUNT_TOO_LARGE(400, "More was asked for than remains; the message says how much does."),
    CHARGE_NOT_CAPTURED(400, "Nothing was taken, so nothing can be refunded. Cancel the payment instead."),
    CHARGE_ALREADY_REFUNDED(400, "All that was taken is refunded, or about to be."),
    CHARGE_DISPUTED(400, "The payer's bank has taken the payment back by a dispute, so it cannot be refunded."),
    DISPUTE_ALREADY_CLOSED(
            400, "The dispute is decided, or the bank is looking at what it was given: nothing is taken."),
    GATEWAY_UNABLE(400, "The payment's gateway cannot do this. `docs/gateways.md` says what each can."),
    ROUTING_RULE_SET_UNEXPECTED_STATE(
            400, "The rule set's `status` does not allow this: only one that is in force can be retired."),
    GATEWAY_MISSING(400, "No gateway that is configured takes such a payment."),
    GATEWAY_REFUSED(400, "The gateway does not accept the request; nothing happened. The message has its words."),
    GATEWAY_UNAVAILABLE(503, "The gateway cannot be reached. Nothing happened; try again with the same key."),
    GATEWAY_BUSY(429, "As much is asked of the gateway as it takes. Nothing happened; try again with the same key."),
    CARD_DECLINED(402, "The bank said no; `decline_code` says more. The whole payment is in `payment_intent`."),
    EXPIRED_CARD(402, "The card has expired."),
    INCORRECT_CVC(402, "The card's security code is wrong."),
    INCORRECT_NUMBER(402, "The card's number is wrong."),
    PROCESSING_ERROR(402, "The payment could not be processed. Nothing was charged; it may be tried again."),
    AUTHENTICATION_REQUIRED(402, "The bank wants its customer to authenticate: confirm again with the payer present."),
    PAYMENT_INTENT_AUTHENTICATION_FAILURE(402, "The payer did not authenticate. Try again, or with another method."),
    SETUP_INTENT_AUTHENTICATION_FAILURE(402, "The payer did not authenticate. Try again, or with another method."),
    PAYMENT_INTENT_PAYMENT_ATTEMPT_FAILED(402, "The payment failed at the payer's bank or app; nothing was charged."),
    BATCH_ABORTED(409, "Another command of the same atomic batch was refused, so none was applied."),
    LEDGER_BUSY(429, "Too many commands are waiting. Nothing happened; try again after `Retry-After` seconds."),
    DEADLINE_PASSED(503, "The command was not taken up in time. Nothing happened; try again with the same key."),
    OUTCOME_UNKNOWN(503, "Whether it happened is not known yet. Ask again with the same key: nothing is done twice."),
    NOT_READY(503, "The service cannot take requests now; the message says why."),
    INTERNAL_ERROR(500, "A defect of ours. It was logged under the request id; ask again with the same key.");

    private final int status;
    private final String meaning;

    ErrorCode(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    /** As it appears in answers: {@code insufficient_funds}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** What it means and what to do, in Markdown. */
    public String meaning() {
        return meaning;
    }

    /** {@code invalid_request_error}, {@code idempotency_error}, {@code card_error}, {@code api_error}. */
    public String type() {
        if (this == IDEMPOTENCY_KEY_REUSED || this == IDEMPOTENCY_KEY_IN_USE) {
            return "idempotency_error";
        }
        if (status == 402 && this != INSUFFICIENT_FUNDS) {
            return "card_error";
        }
        return status >= 500 || status == 429 ? "api_error" : "invalid_request_error";
    }
}
