-- What providers sent us. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS gateways.inbox (
    number        int8 GENERATED ALWAYS AS IDENTITY,
    gateway       text NOT NULL,
    event         text NOT NULL,
    type          text NOT NULL,
    object        text NOT NULL,
    headers       text NOT NULL,
    body          bytea NOT NULL,
    sent_at       timestamptz NOT NULL,
    received_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    state         text NOT NULL,
    tries         int4 NOT NULL DEFAULT 0,
    waits_since   timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    leased_until  timestamptz,
    settled_at    timestamptz,
    reason        text,
    CONSTRAINT inbox_pkey PRIMARY KEY (number),
    CONSTRAINT inbox_received_once UNIQUE (gateway, event),
    CONSTRAINT inbox_state CHECK (state IN ('waiting', 'applied', 'foreign', 'ignored', 'parked')),
    CONSTRAINT inbox_waits_or_is_settled CHECK ((state = 'waiting') = (settled_at IS NULL)),
    CONSTRAINT inbox_parked_why CHECK ((state = 'parked') = (reason IS NOT NULL))
);

-- What is to be handed over, and what somebody must look at: few, and gone once they are settled.
CREATE INDEX IF NOT EXISTS inbox_waiting ON gateways.inbox (number) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS inbox_listed ON gateways.inbox (state, number) WHERE state IN ('parked', 'foreign');

-- All of one object, in the order of arrival: one after another, and for lists.
CREATE INDEX IF NOT EXISTS inbox_object ON gateways.inbox (object, gateway, number);

-- What is to be forgotten.
CREATE INDEX IF NOT EXISTS inbox_settled ON gateways.inbox (settled_at) WHERE state IN ('applied', 'ignored');

COMMENT ON TABLE gateways.inbox IS
    'Messages of providers, signed by them; one row each. Applied and ignored ones are forgotten after 90 days.';
COMMENT ON COLUMN gateways.inbox.event IS 'The provider''s id of the message: the same when it is sent again.';
COMMENT ON COLUMN gateways.inbox.object IS 'The provider''s id of what it is about.';
COMMENT ON COLUMN gateways.inbox.headers IS 'As one JSON object, without those that authenticate.';
COMMENT ON COLUMN gateways.inbox.body IS 'As it came, byte for byte; with card numbers masked, should there be any.';
COMMENT ON COLUMN gateways.inbox.tries IS 'How often it was handed over too early.';
COMMENT ON COLUMN gateways.inbox.waits_since IS 'When it came, or was last replayed.';
COMMENT ON COLUMN gateways.inbox.leased_until IS 'Until then a node is at its object, and the others leave it alone.';

-- What came does not change, whoever tries; and what nobody has taken in yet is not deleted.
CREATE OR REPLACE FUNCTION gateways.guard_inbox() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.state IN ('applied', 'ignored') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a provider''s message is neither changed nor taken away' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER inbox_unchanged
    BEFORE UPDATE OF number, gateway, event, type, object, headers, body, sent_at, received_at ON gateways.inbox
    FOR EACH ROW EXECUTE FUNCTION gateways.guard_inbox();
CREATE OR REPLACE TRIGGER inbox_kept BEFORE DELETE ON gateways.inbox
    FOR EACH ROW EXECUTE FUNCTION gateways.guard_inbox();
CREATE OR REPLACE TRIGGER inbox_not_emptied BEFORE TRUNCATE ON gateways.inbox
    FOR EACH STATEMENT EXECUTE FUNCTION gateways.guard_inbox();

GRANT USAGE ON SCHEMA gateways TO bursar_app;
GRANT SELECT, INSERT, DELETE ON gateways.inbox TO bursar_app;
GRANT UPDATE (state, tries, waits_since, due_at, leased_until, settled_at, reason) ON gateways.inbox TO bursar_app;
