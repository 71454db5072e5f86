-- Customers and their names at providers. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS customers.customer (
    book            int4 NOT NULL,
    id              uuid NOT NULL,
    name            text,
    email           text,
    phone           text,
    description     text,
    metadata        jsonb NOT NULL DEFAULT '{}',
    address         text,
    shipping        text,
    locales         text[] NOT NULL DEFAULT '{}',
    default_method  text,
    deleted_at      timestamptz,
    CONSTRAINT customer_pkey PRIMARY KEY (book, id),
    CONSTRAINT customer_forgotten CHECK (deleted_at IS NULL
        OR (name IS NULL AND email IS NULL AND phone IS NULL AND description IS NULL AND metadata = '{}'
            AND address IS NULL AND shipping IS NULL AND locales = '{}' AND default_method IS NULL))
);

-- For lists and searches.
CREATE INDEX IF NOT EXISTS customer_by_email ON customers.customer (book, lower(email), id) WHERE email IS NOT NULL;
CREATE INDEX IF NOT EXISTS customer_by_name ON customers.customer (book, lower(name), id) WHERE name IS NOT NULL;
CREATE INDEX IF NOT EXISTS customer_by_phone ON customers.customer (book, phone, id) WHERE phone IS NOT NULL;
CREATE INDEX IF NOT EXISTS customer_by_metadata ON customers.customer USING gin (metadata jsonb_path_ops);

COMMENT ON TABLE customers.customer IS 'Who pays. One row each, for ever; of a deleted one only the id is left.';
COMMENT ON COLUMN customers.customer.id IS 'A UUID of version 7: says when it was made (uuid_extract_timestamp).';
COMMENT ON COLUMN customers.customer.address IS 'As JSON, in the API''s form.';
COMMENT ON COLUMN customers.customer.shipping IS 'As JSON, in the API''s form.';
COMMENT ON COLUMN customers.customer.default_method IS 'Id of the payment method for invoices; of the package that keeps methods.';

CREATE TABLE IF NOT EXISTS customers.provider_ref (
    book      int4 NOT NULL,
    customer  uuid NOT NULL,
    gateway   text NOT NULL,
    ref       text NOT NULL,
    CONSTRAINT provider_ref_pkey PRIMARY KEY (book, customer, gateway),
    CONSTRAINT provider_ref_of_customer FOREIGN KEY (book, customer) REFERENCES customers.customer (book, id)
);

COMMENT ON TABLE customers.provider_ref IS 'The provider''s id of a customer; written once.';

-- Somebody's money would be taken from somebody else.
CREATE OR REPLACE FUNCTION customers.guard_provider_ref() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a provider''s name for a customer is never changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER provider_ref_guard BEFORE UPDATE OR DELETE ON customers.provider_ref
    FOR EACH ROW EXECUTE FUNCTION customers.guard_provider_ref();
CREATE OR REPLACE TRIGGER provider_ref_kept BEFORE TRUNCATE ON customers.provider_ref
    FOR EACH STATEMENT EXECUTE FUNCTION customers.guard_provider_ref();

-- A deleted one stays deleted, and none is lost: payments name them for ever.
CREATE OR REPLACE FUNCTION customers.guard_customer() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'customers are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        RAISE EXCEPTION 'customer % was deleted', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER customer_guard BEFORE UPDATE OR DELETE ON customers.customer
    FOR EACH ROW EXECUTE FUNCTION customers.guard_customer();
CREATE OR REPLACE TRIGGER customer_kept BEFORE TRUNCATE ON customers.customer
    FOR EACH STATEMENT EXECUTE FUNCTION customers.guard_customer();

GRANT USAGE ON SCHEMA customers TO bursar_app;
GRANT SELECT, INSERT, UPDATE ON customers.customer TO bursar_app;
GRANT SELECT, INSERT ON customers.provider_ref TO bursar_app;
