-- Setups: agreements to later payments, their tries at gateways, the mandates that came of them. Nothing exists yet, so
-- no lock is waited for. No foreign keys: a try is only ever written together with its setup, and nothing is deleted.

CREATE TABLE IF NOT EXISTS setups.setup (
    id              uuid NOT NULL,
    book            int4 NOT NULL,
    version         int8 NOT NULL DEFAULT 1,
    state           text NOT NULL,
    customer        text,
    method          text,
    terms           jsonb NOT NULL,
    client_secret   text NOT NULL,
    mandate         uuid,
    ending          jsonb,
    created_at      timestamptz NOT NULL,
    CONSTRAINT setup_pkey PRIMARY KEY (id),
    CONSTRAINT setup_state CHECK (state IN ('requires_payment_method', 'requires_confirmation', 'requires_action',
        'processing', 'succeeded', 'canceled')),
    CONSTRAINT setup_ends CHECK ((state = 'canceled') = (ending IS NOT NULL))
);

CREATE INDEX IF NOT EXISTS setup_list ON setups.setup (book, id);
CREATE INDEX IF NOT EXISTS setup_of_customer ON setups.setup (book, customer, id) WHERE customer IS NOT NULL;
CREATE INDEX IF NOT EXISTS setup_of_method ON setups.setup (book, method, id) WHERE method IS NOT NULL;

CREATE TABLE IF NOT EXISTS setups.attempt (
    id                  uuid NOT NULL,
    setup               uuid NOT NULL,
    book                int4 NOT NULL,
    ordinal             int4 NOT NULL,
    state               text NOT NULL,
    gateway             text NOT NULL,
    provider_setup      text,
    provider_customer   text,
    body                jsonb NOT NULL,
    look_at             timestamptz,
    created_at          timestamptz NOT NULL,
    CONSTRAINT attempt_pkey PRIMARY KEY (id),
    CONSTRAINT attempt_one_of_setup UNIQUE (setup, ordinal),
    CONSTRAINT attempt_one_at_gateway UNIQUE (gateway, provider_setup),
    CONSTRAINT attempt_state CHECK (state IN ('prepared', 'unknown', 'action_needed', 'processing', 'succeeded',
        'failed', 'unwanted', 'ended'))
);

-- What is to be asked for, soonest first: a settled try leaves it.
CREATE INDEX IF NOT EXISTS attempt_to_look_at ON setups.attempt (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS attempt_of_payer ON setups.attempt (gateway, provider_customer)
    WHERE provider_customer IS NOT NULL;

CREATE TABLE IF NOT EXISTS setups.mandate (
    id              uuid NOT NULL,
    book            int4 NOT NULL,
    method          uuid NOT NULL,
    gateway         text NOT NULL,
    ref             text,
    customer        text,
    status          text NOT NULL,
    limits          jsonb,
    acceptance      jsonb,
    created_at      timestamptz NOT NULL,
    CONSTRAINT mandate_pkey PRIMARY KEY (id),
    CONSTRAINT mandate_once UNIQUE (gateway, ref),
    CONSTRAINT mandate_status CHECK (status IN ('active', 'pending', 'inactive'))
);

CREATE INDEX IF NOT EXISTS mandate_of_method ON setups.mandate (book, method, id);

-- The transitions that there are. The same tables stand in the code (EDGES), and a test compares them.
CREATE TABLE IF NOT EXISTS setups.edge (
    what        text NOT NULL,
    old_state   text NOT NULL,
    new_state   text NOT NULL,
    CONSTRAINT edge_pkey PRIMARY KEY (what, old_state, new_state)
);

INSERT INTO setups.edge (what, old_state, new_state) VALUES
    ('setup', 'requires_payment_method', 'requires_confirmation'),
    ('setup', 'requires_payment_method', 'requires_action'),
    ('setup', 'requires_payment_method', 'processing'),
    ('setup', 'requires_payment_method', 'succeeded'),
    ('setup', 'requires_payment_method', 'canceled'),
    ('setup', 'requires_confirmation', 'requires_payment_method'),
    ('setup', 'requires_confirmation', 'requires_action'),
    ('setup', 'requires_confirmation', 'processing'),
    ('setup', 'requires_confirmation', 'succeeded'),
    ('setup', 'requires_confirmation', 'canceled'),
    ('setup', 'requires_action', 'requires_payment_method'),
    ('setup', 'requires_action', 'processing'),
    ('setup', 'requires_action', 'succeeded'),
    ('setup', 'requires_action', 'canceled'),
    ('setup', 'processing', 'requires_payment_method'),
    ('setup', 'processing', 'requires_confirmation'),
    ('setup', 'processing', 'requires_action'),
    ('setup', 'processing', 'succeeded'),
    ('setup', 'processing', 'canceled'),
    ('attempt', 'prepared', 'unknown'),
    ('attempt', 'prepared', 'action_needed'),
    ('attempt', 'prepared', 'processing'),
    ('attempt', 'prepared', 'succeeded'),
    ('attempt', 'prepared', 'failed'),
    ('attempt', 'prepared', 'unwanted'),
    ('attempt', 'unknown', 'action_needed'),
    ('attempt', 'unknown', 'processing'),
    ('attempt', 'unknown', 'succeeded'),
    ('attempt', 'unknown', 'failed'),
    ('attempt', 'unknown', 'unwanted'),
    ('attempt', 'action_needed', 'processing'),
    ('attempt', 'action_needed', 'succeeded'),
    ('attempt', 'action_needed', 'failed'),
    ('attempt', 'action_needed', 'unwanted'),
    ('attempt', 'processing', 'action_needed'),
    ('attempt', 'processing', 'succeeded'),
    ('attempt', 'processing', 'failed'),
    ('attempt', 'processing', 'unwanted'),
    -- Backward at the provider: a UPI payer agrees late.
    ('attempt', 'failed', 'succeeded'),
    ('attempt', 'failed', 'unwanted'),
    ('attempt', 'unwanted', 'ended'),
    ('mandate', 'active', 'pending'),
    ('mandate', 'active', 'inactive'),
    ('mandate', 'pending', 'active'),
    ('mandate', 'pending', 'inactive')
ON CONFLICT DO NOTHING;

COMMENT ON TABLE setups.setup IS 'What somebody is to agree to; one row each, for ever.';
COMMENT ON TABLE setups.attempt IS 'A try at one gateway; written before the gateway is called, its id is the key.';
COMMENT ON TABLE setups.mandate IS 'A payer''s consent to payments that come; one row each, for ever.';
COMMENT ON COLUMN setups.attempt.look_at IS
    'When to ask the gateway. Also a lease: who asks moves it ahead. It guards nothing, versions and keys do.';

-- States go by the table above, what a row is never changes, and nothing is deleted, whoever tries.
CREATE OR REPLACE FUNCTION setups.guard() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    was text;
    becomes text;
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'setups and mandates are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_TABLE_NAME = 'mandate' THEN
        was := OLD.status;
        becomes := NEW.status;
    ELSE
        was := OLD.state;
        becomes := NEW.state;
    END IF;
    IF was <> becomes AND NOT EXISTS (
        SELECT FROM setups.edge e
        WHERE e.what = TG_TABLE_NAME AND e.old_state = was AND e.new_state = becomes) THEN
        RAISE EXCEPTION 'a % does not go from % to %', TG_TABLE_NAME, was, becomes
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.book, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.book, NEW.created_at) THEN
        RAISE EXCEPTION 'what the % % is does not change', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION setups.guard_setup() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.client_secret <> NEW.client_secret OR NEW.version <> OLD.version + 1
        OR OLD.mandate IS NOT NULL AND OLD.mandate IS DISTINCT FROM NEW.mandate THEN
        RAISE EXCEPTION 'setup %: secret and mandate stay, the version grows by one', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION setups.guard_attempt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (OLD.setup, OLD.ordinal, OLD.gateway) IS DISTINCT FROM (NEW.setup, NEW.ordinal, NEW.gateway)
        OR OLD.provider_setup IS NOT NULL AND OLD.provider_setup IS DISTINCT FROM NEW.provider_setup THEN
        RAISE EXCEPTION 'try %: what it is at the gateway does not change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION setups.guard_mandate() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (OLD.method, OLD.gateway, OLD.ref, OLD.customer, OLD.limits, OLD.acceptance)
        IS DISTINCT FROM (NEW.method, NEW.gateway, NEW.ref, NEW.customer, NEW.limits, NEW.acceptance) THEN
        RAISE EXCEPTION 'mandate %: to what the payer agreed does not change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER setup_guard BEFORE UPDATE OR DELETE ON setups.setup
    FOR EACH ROW EXECUTE FUNCTION setups.guard();
CREATE OR REPLACE TRIGGER setup_keeps BEFORE UPDATE ON setups.setup
    FOR EACH ROW EXECUTE FUNCTION setups.guard_setup();
CREATE OR REPLACE TRIGGER setup_stays BEFORE TRUNCATE ON setups.setup
    FOR EACH STATEMENT EXECUTE FUNCTION setups.guard();
CREATE OR REPLACE TRIGGER attempt_guard BEFORE UPDATE OR DELETE ON setups.attempt
    FOR EACH ROW EXECUTE FUNCTION setups.guard();
CREATE OR REPLACE TRIGGER attempt_keeps BEFORE UPDATE ON setups.attempt
    FOR EACH ROW EXECUTE FUNCTION setups.guard_attempt();
CREATE OR REPLACE TRIGGER attempt_stays BEFORE TRUNCATE ON setups.attempt
    FOR EACH STATEMENT EXECUTE FUNCTION setups.guard();
CREATE OR REPLACE TRIGGER mandate_guard BEFORE UPDATE OR DELETE ON setups.mandate
    FOR EACH ROW EXECUTE FUNCTION setups.guard();
CREATE OR REPLACE TRIGGER mandate_keeps BEFORE UPDATE ON setups.mandate
    FOR EACH ROW EXECUTE FUNCTION setups.guard_mandate();
CREATE OR REPLACE TRIGGER mandate_stays BEFORE TRUNCATE ON setups.mandate
    FOR EACH STATEMENT EXECUTE FUNCTION setups.guard();

GRANT USAGE ON SCHEMA setups TO bursar_app;
GRANT SELECT, INSERT, UPDATE ON setups.setup, setups.attempt, setups.mandate TO bursar_app;
GRANT SELECT ON setups.edge TO bursar_app;
