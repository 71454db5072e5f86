-- Scheduled transactions. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS schedules.scheduled (
    number          int8 GENERATED ALWAYS AS IDENTITY,
    book            int4 NOT NULL,
    caller          int4 NOT NULL,
    key             text NOT NULL,
    body            text NOT NULL,
    execute_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    state           text NOT NULL DEFAULT 'scheduled',
    version         int8 NOT NULL DEFAULT 1,
    leased_until    timestamptz,
    settled_at      timestamptz,
    transaction_id  int8,
    refusal         text,
    CONSTRAINT scheduled_pkey PRIMARY KEY (number),
    CONSTRAINT scheduled_made_once UNIQUE (book, caller, key),
    CONSTRAINT scheduled_state CHECK (state IN ('scheduled', 'executed', 'refused', 'canceled')),
    CONSTRAINT scheduled_waits_or_is_settled CHECK ((state = 'scheduled') = (settled_at IS NULL)),
    CONSTRAINT scheduled_executed_as CHECK ((state = 'executed') = (transaction_id IS NOT NULL)),
    CONSTRAINT scheduled_refused_why CHECK ((state = 'refused') = (refusal IS NOT NULL))
);

-- What waits, for those who look for what is due: a settled one leaves it.
CREATE INDEX IF NOT EXISTS scheduled_due ON schedules.scheduled (execute_at, number) WHERE state = 'scheduled';

-- Lists, newest first, of all and by state.
CREATE INDEX IF NOT EXISTS scheduled_list ON schedules.scheduled (book, number);
CREATE INDEX IF NOT EXISTS scheduled_list_by_state ON schedules.scheduled (book, state, number);

COMMENT ON TABLE schedules.scheduled IS 'Transactions to be booked at a time; one row each, for ever.';
COMMENT ON COLUMN schedules.scheduled.key IS 'Idempotency key of the request that made it; its caller''s own.';
COMMENT ON COLUMN schedules.scheduled.body IS 'What is to be booked, as JSON in the form of POST /v1/transactions.';
COMMENT ON COLUMN schedules.scheduled.version IS 'Grows with each change of state; whoever changes the state names it.';
COMMENT ON COLUMN schedules.scheduled.leased_until IS
    'Until then a node is at it, and the others leave it alone. Saves work; it is the ledger''s key and the version'
    ' that make it happen once.';
COMMENT ON COLUMN schedules.scheduled.transaction_id IS 'The ledger''s transaction, written in its own commit.';
COMMENT ON COLUMN schedules.scheduled.refusal IS 'Why the ledger refused it, as JSON.';

-- A settled one never changes, what is to be booked never changes, and nothing is deleted, whoever tries.
CREATE OR REPLACE FUNCTION schedules.guard_scheduled() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'scheduled transactions are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'scheduled' THEN
        RAISE EXCEPTION 'scheduled transaction % is %, which is final', OLD.number, OLD.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.number, OLD.book, OLD.caller, OLD.key, OLD.body, OLD.execute_at, OLD.created_at)
        IS DISTINCT FROM (NEW.number, NEW.book, NEW.caller, NEW.key, NEW.body, NEW.execute_at, NEW.created_at) THEN
        RAISE EXCEPTION 'what was scheduled as % does not change', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.version <> OLD.version + (NEW.state <> 'scheduled')::int THEN
        RAISE EXCEPTION 'the version of % grows by one with its state, and only so', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER scheduled_guard BEFORE UPDATE OR DELETE ON schedules.scheduled
    FOR EACH ROW EXECUTE FUNCTION schedules.guard_scheduled();
CREATE OR REPLACE TRIGGER scheduled_kept BEFORE TRUNCATE ON schedules.scheduled
    FOR EACH STATEMENT EXECUTE FUNCTION schedules.guard_scheduled();

GRANT USAGE ON SCHEMA schedules TO bursar_app;
GRANT SELECT, INSERT ON schedules.scheduled TO bursar_app;
GRANT UPDATE (state, version, leased_until, settled_at, transaction_id, refusal) ON schedules.scheduled TO bursar_app;
