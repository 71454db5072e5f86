-- Payments: intents, their attempts at gateways, the operations of each. Nothing exists yet, so no lock is waited for.
-- No foreign keys: rows are only ever written together by one statement set, which names their parents, and never
-- deleted; a test holds that every attempt has its intent and every operation its attempt.

CREATE TABLE IF NOT EXISTS payments.intent (
    id              uuid NOT NULL,
    book            int4 NOT NULL,
    version         int8 NOT NULL DEFAULT 1,
    state           text NOT NULL,
    amount          int8 NOT NULL,
    currency        text NOT NULL,
    terms           jsonb NOT NULL,
    customer        text,
    client_secret   text NOT NULL,
    created_at      timestamptz NOT NULL,
    ending          jsonb,
    CONSTRAINT intent_pkey PRIMARY KEY (id),
    CONSTRAINT intent_state CHECK (state IN ('requires_payment_method', 'requires_confirmation', 'requires_action',
        'processing', 'requires_capture', 'succeeded', 'canceled')),
    CONSTRAINT intent_amount CHECK (amount > 0),
    CONSTRAINT intent_ends CHECK (state <> 'canceled' OR ending IS NOT NULL)
);

CREATE INDEX IF NOT EXISTS intent_list ON payments.intent (book, id);
CREATE INDEX IF NOT EXISTS intent_of_customer ON payments.intent (book, customer, id) WHERE customer IS NOT NULL;
CREATE INDEX IF NOT EXISTS intent_metadata ON payments.intent USING gin ((terms -> 'metadata') jsonb_path_ops)
    WHERE terms -> 'metadata' <> '{}'::jsonb;

CREATE TABLE IF NOT EXISTS payments.attempt (
    id                  uuid NOT NULL,
    intent              uuid NOT NULL,
    book                int4 NOT NULL,
    ordinal             int4 NOT NULL,
    state               text NOT NULL,
    gateway             text NOT NULL,
    provider_payment    text,
    provider_charge     text,
    currency            text NOT NULL,
    authorised          int8 NOT NULL DEFAULT 0,
    captured            int8 NOT NULL DEFAULT 0,
    released            int8 NOT NULL DEFAULT 0,
    refunded            int8 NOT NULL DEFAULT 0,
    hold_id             int8,
    body                jsonb NOT NULL,
    look_at             timestamptz,
    created_at          timestamptz NOT NULL,
    CONSTRAINT attempt_pkey PRIMARY KEY (id),
    CONSTRAINT attempt_one_of_intent UNIQUE (intent, ordinal),
    CONSTRAINT attempt_one_at_gateway UNIQUE (gateway, provider_payment),
    CONSTRAINT attempt_state CHECK (state IN ('prepared', 'action_needed', 'processing', 'authorised', 'captured',
        'released', 'failed')),
    CONSTRAINT attempt_tally CHECK (authorised >= 0 AND captured >= 0 AND released >= 0 AND refunded >= 0
        AND captured + released <= authorised AND refunded <= captured)
);

CREATE INDEX IF NOT EXISTS attempt_by_charge ON payments.attempt (gateway, provider_charge)
    WHERE provider_charge IS NOT NULL;
-- What is to be asked for, soonest first: a settled attempt leaves it.
CREATE INDEX IF NOT EXISTS attempt_to_look_at ON payments.attempt (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS attempt_list ON payments.attempt (book, id);

CREATE TABLE IF NOT EXISTS payments.operation (
    id              uuid NOT NULL,
    attempt         uuid NOT NULL,
    intent          uuid NOT NULL,
    book            int4 NOT NULL,
    kind            text NOT NULL,
    state           text NOT NULL,
    amount          int8 NOT NULL,
    provider_ref    text,
    ledger_id       int8,
    body            jsonb NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT operation_pkey PRIMARY KEY (id),
    CONSTRAINT operation_kind CHECK (kind IN ('announce', 'authorise', 'capture', 'increment', 'release', 'refund')),
    CONSTRAINT operation_state CHECK (state IN ('prepared', 'sent', 'unknown', 'succeeded', 'declined', 'failed'))
);

CREATE INDEX IF NOT EXISTS operation_of_intent ON payments.operation (intent);
CREATE INDEX IF NOT EXISTS operation_refunds ON payments.operation (book, id) WHERE kind = 'refund';
CREATE INDEX IF NOT EXISTS operation_unknown ON payments.operation (created_at) WHERE state IN ('prepared', 'unknown');

-- What money did, for people who add it up: the API's balance transactions.
CREATE TABLE IF NOT EXISTS payments.balance_transaction (
    id              uuid NOT NULL,
    book            int4 NOT NULL,
    kind            text NOT NULL,
    amount          int8 NOT NULL,
    currency        text NOT NULL,
    source          text NOT NULL,
    intent          uuid,
    ledger_id       int8 NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT balance_transaction_pkey PRIMARY KEY (id),
    CONSTRAINT balance_transaction_kind CHECK (kind IN ('charge', 'refund', 'refund_failure', 'adjustment'))
);

CREATE INDEX IF NOT EXISTS balance_transaction_list ON payments.balance_transaction (book, id);
CREATE INDEX IF NOT EXISTS balance_transaction_of_source ON payments.balance_transaction (book, source);

-- What a person should look at.
CREATE TABLE IF NOT EXISTS payments.incident (
    id              uuid NOT NULL,
    book            int4 NOT NULL,
    kind            text NOT NULL,
    intent          uuid,
    details         jsonb NOT NULL,
    created_at      timestamptz NOT NULL,
    closed_at       timestamptz,
    CONSTRAINT incident_pkey PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS incident_list ON payments.incident (book, id);

-- The transitions that there are. The same table stands in the code (States), and a test compares the two.
CREATE TABLE IF NOT EXISTS payments.edge (
    what        text NOT NULL,
    old_state   text NOT NULL,
    new_state   text NOT NULL,
    CONSTRAINT edge_pkey PRIMARY KEY (what, old_state, new_state)
);

INSERT INTO payments.edge (what, old_state, new_state) VALUES
    ('intent', 'requires_payment_method', 'requires_confirmation'),
    ('intent', 'requires_payment_method', 'processing'),
    ('intent', 'requires_payment_method', 'requires_action'),
    ('intent', 'requires_payment_method', 'requires_capture'),
    ('intent', 'requires_payment_method', 'succeeded'),
    ('intent', 'requires_payment_method', 'canceled'),
    ('intent', 'requires_confirmation', 'requires_payment_method'),
    ('intent', 'requires_confirmation', 'requires_action'),
    ('intent', 'requires_confirmation', 'processing'),
    ('intent', 'requires_confirmation', 'requires_capture'),
    ('intent', 'requires_confirmation', 'succeeded'),
    ('intent', 'requires_confirmation', 'canceled'),
    ('intent', 'requires_action', 'processing'),
    ('intent', 'requires_action', 'requires_payment_method'),
    ('intent', 'requires_action', 'requires_capture'),
    ('intent', 'requires_action', 'succeeded'),
    ('intent', 'requires_action', 'canceled'),
    ('intent', 'processing', 'requires_action'),
    ('intent', 'processing', 'requires_payment_method'),
    ('intent', 'processing', 'requires_capture'),
    ('intent', 'processing', 'succeeded'),
    ('intent', 'processing', 'canceled'),
    ('intent', 'requires_capture', 'processing'),
    ('intent', 'requires_capture', 'succeeded'),
    ('intent', 'requires_capture', 'canceled'),
    ('attempt', 'prepared', 'action_needed'),
    ('attempt', 'prepared', 'processing'),
    ('attempt', 'prepared', 'authorised'),
    ('attempt', 'prepared', 'captured'),
    ('attempt', 'prepared', 'released'),
    ('attempt', 'prepared', 'failed'),
    ('attempt', 'action_needed', 'processing'),
    ('attempt', 'action_needed', 'authorised'),
    ('attempt', 'action_needed', 'captured'),
    ('attempt', 'action_needed', 'released'),
    ('attempt', 'action_needed', 'failed'),
    ('attempt', 'processing', 'action_needed'),
    ('attempt', 'processing', 'authorised'),
    ('attempt', 'processing', 'captured'),
    ('attempt', 'processing', 'released'),
    ('attempt', 'processing', 'failed'),
    ('attempt', 'authorised', 'captured'),
    ('attempt', 'authorised', 'released'),
    -- Backward at the provider: a failed UPI payment is authorised, or taken, late.
    ('attempt', 'failed', 'authorised'),
    ('attempt', 'failed', 'captured'),
    ('operation', 'prepared', 'sent'),
    ('operation', 'prepared', 'unknown'),
    ('operation', 'prepared', 'succeeded'),
    ('operation', 'prepared', 'declined'),
    ('operation', 'prepared', 'failed'),
    ('operation', 'sent', 'succeeded'),
    ('operation', 'sent', 'declined'),
    ('operation', 'sent', 'failed'),
    ('operation', 'unknown', 'sent'),
    ('operation', 'unknown', 'succeeded'),
    ('operation', 'unknown', 'declined'),
    ('operation', 'unknown', 'failed'),
    -- Backward at the provider: late success, and a refund whose money came back.
    ('operation', 'declined', 'succeeded'),
    ('operation', 'failed', 'succeeded'),
    ('operation', 'succeeded', 'failed')
ON CONFLICT DO NOTHING;

COMMENT ON TABLE payments.intent IS 'What somebody is to pay; one row each, for ever.';
COMMENT ON TABLE payments.attempt IS 'A try at one gateway. The API''s charges.';
COMMENT ON TABLE payments.operation IS 'One call with an effect at a gateway; written before it is made.';
COMMENT ON COLUMN payments.attempt.look_at IS
    'When to ask the gateway. Also a lease: who asks moves it ahead. It guards nothing, versions and keys do.';
COMMENT ON COLUMN payments.operation.ledger_id IS
    'What it left in the ledger: the transaction, or for a refund on its way the hold.';

-- States go by the table above, tallies only grow, and nothing is deleted, whoever tries.
CREATE OR REPLACE FUNCTION payments.guard_intent() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'payments are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT EXISTS (
        SELECT FROM payments.edge e WHERE e.what = 'intent' AND e.old_state = OLD.state AND e.new_state = NEW.state) THEN
        RAISE EXCEPTION 'an intent does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.book, OLD.client_secret, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.book, NEW.client_secret, NEW.created_at)
        OR NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'intent %: id, book, secret and time stay, the version grows by one', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION payments.guard_attempt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'attempts are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT EXISTS (
        SELECT FROM payments.edge e WHERE e.what = 'attempt' AND e.old_state = OLD.state AND e.new_state = NEW.state) THEN
        RAISE EXCEPTION 'an attempt does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.captured < OLD.captured OR NEW.authorised < OLD.authorised OR NEW.released < OLD.released THEN
        RAISE EXCEPTION 'attempt %: what was authorised, captured or released does not become less', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.intent, OLD.book, OLD.ordinal, OLD.gateway, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.intent, NEW.book, NEW.ordinal, NEW.gateway, NEW.created_at)
        OR (OLD.provider_payment IS NOT NULL AND OLD.provider_payment IS DISTINCT FROM NEW.provider_payment) THEN
        RAISE EXCEPTION 'attempt %: what it is does not change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION payments.guard_operation() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'operations are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT EXISTS (
        SELECT FROM payments.edge e WHERE e.what = 'operation' AND e.old_state = OLD.state AND e.new_state = NEW.state) THEN
        RAISE EXCEPTION 'an operation does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'succeeded' AND NEW.state = 'failed' AND OLD.kind <> 'refund' THEN
        RAISE EXCEPTION 'a % that succeeded does not fail', OLD.kind USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.attempt, OLD.intent, OLD.book, OLD.kind, OLD.amount, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.attempt, NEW.intent, NEW.book, NEW.kind, NEW.amount, NEW.created_at) THEN
        RAISE EXCEPTION 'operation %: what it is does not change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION payments.guard_fact() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what money did is neither changed nor deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER intent_guard BEFORE UPDATE OR DELETE ON payments.intent
    FOR EACH ROW EXECUTE FUNCTION payments.guard_intent();
CREATE OR REPLACE TRIGGER attempt_guard BEFORE UPDATE OR DELETE ON payments.attempt
    FOR EACH ROW EXECUTE FUNCTION payments.guard_attempt();
CREATE OR REPLACE TRIGGER operation_guard BEFORE UPDATE OR DELETE ON payments.operation
    FOR EACH ROW EXECUTE FUNCTION payments.guard_operation();
CREATE OR REPLACE TRIGGER balance_transaction_guard BEFORE UPDATE OR DELETE ON payments.balance_transaction
    FOR EACH ROW EXECUTE FUNCTION payments.guard_fact();
CREATE OR REPLACE TRIGGER intent_kept BEFORE TRUNCATE ON payments.intent
    FOR EACH STATEMENT EXECUTE FUNCTION payments.guard_fact();
CREATE OR REPLACE TRIGGER attempt_kept BEFORE TRUNCATE ON payments.attempt
    FOR EACH STATEMENT EXECUTE FUNCTION payments.guard_fact();
CREATE OR REPLACE TRIGGER operation_kept BEFORE TRUNCATE ON payments.operation
    FOR EACH STATEMENT EXECUTE FUNCTION payments.guard_fact();
CREATE OR REPLACE TRIGGER balance_transaction_kept BEFORE TRUNCATE ON payments.balance_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION payments.guard_fact();

GRANT USAGE ON SCHEMA payments TO bursar_app;
GRANT SELECT ON payments.edge TO bursar_app;
GRANT SELECT, INSERT ON payments.intent, payments.attempt, payments.operation, payments.balance_transaction,
    payments.incident TO bursar_app;
GRANT UPDATE (version, state, amount, currency, terms, customer, ending) ON payments.intent TO bursar_app;
GRANT UPDATE (state, provider_payment, provider_charge, currency, authorised, captured, released, refunded, hold_id,
    body, look_at) ON payments.attempt TO bursar_app;
GRANT UPDATE (state, provider_ref, ledger_id, body) ON payments.operation TO bursar_app;
GRANT UPDATE (closed_at) ON payments.incident TO bursar_app;
