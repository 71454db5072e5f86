-- Payment methods. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS methods.method (
    book             int4 NOT NULL,
    id               uuid NOT NULL,
    type             text NOT NULL,
    gateway          text,
    token            text,
    customer         uuid,
    attaching        uuid,
    attaching_since  timestamptz,
    detached         bool NOT NULL DEFAULT false,
    brand            text,
    last4            text,
    exp_month        int4,
    exp_year         int4,
    country          text,
    funding          text,
    fingerprint      text,
    issuer_number    text,
    vpa              text,
    redisplay        text NOT NULL DEFAULT 'unspecified',
    billing_name     text,
    billing_email    text,
    billing_phone    text,
    billing_address  text,
    metadata         jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT method_pkey PRIMARY KEY (book, id),
    CONSTRAINT method_token_once UNIQUE (book, gateway, token),
    CONSTRAINT method_type CHECK (type IN ('card', 'upi')),
    CONSTRAINT method_card CHECK ((type = 'card')
        = (brand IS NOT NULL AND last4 IS NOT NULL AND exp_month IS NOT NULL AND exp_year IS NOT NULL
            AND funding IS NOT NULL)),
    CONSTRAINT method_kept CHECK ((gateway IS NULL) = (token IS NULL)),
    CONSTRAINT method_last4 CHECK (length(last4) <= 4 AND length(issuer_number) <= 8),
    CONSTRAINT method_attaching CHECK ((attaching IS NULL) = (attaching_since IS NULL)),
    CONSTRAINT method_detached CHECK (NOT (detached AND customer IS NOT NULL))
);

-- A customer's methods, newest first.
CREATE INDEX IF NOT EXISTS method_of_customer ON methods.method (book, customer, id) WHERE customer IS NOT NULL;

-- Attachments that were asked for and not answered.
CREATE INDEX IF NOT EXISTS method_attaching_since ON methods.method (attaching_since) WHERE attaching IS NOT NULL;

COMMENT ON TABLE methods.method IS 'With what people pay; one row each, for ever. No numbers of cards.';
COMMENT ON COLUMN methods.method.token IS 'The gateway''s id of it; null: the gateway does not keep it.';
COMMENT ON COLUMN methods.method.attaching IS 'The customer to whom the gateway is being asked to attach it.';
COMMENT ON COLUMN methods.method.detached IS 'It was taken from its customer, and is used no more.';
COMMENT ON COLUMN methods.method.issuer_number IS 'The first six or eight digits, which name the issuer.';

-- What a method is never changes, whoever tries, and a method that was given up stays so.
CREATE OR REPLACE FUNCTION methods.guard_method() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'payment methods are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.book, OLD.id, OLD.type, OLD.gateway, OLD.token)
        IS DISTINCT FROM (NEW.book, NEW.id, NEW.type, NEW.gateway, NEW.token) THEN
        RAISE EXCEPTION 'what the payment method % is does not change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.detached AND NOT NEW.detached
        OR OLD.customer IS NOT NULL AND NEW.customer IS DISTINCT FROM OLD.customer AND NOT NEW.detached THEN
        RAISE EXCEPTION 'the payment method % is of one customer, once', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER method_guard BEFORE UPDATE OR DELETE ON methods.method
    FOR EACH ROW EXECUTE FUNCTION methods.guard_method();
CREATE OR REPLACE TRIGGER method_stays BEFORE TRUNCATE ON methods.method
    FOR EACH STATEMENT EXECUTE FUNCTION methods.guard_method();

GRANT USAGE ON SCHEMA methods TO bursar_app;
GRANT SELECT, INSERT, UPDATE ON methods.method TO bursar_app;
