-- What happened, for those who are told of it. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS outbox.event (
    xid              xid8 NOT NULL DEFAULT pg_current_xact_id(),
    number           int8 GENERATED ALWAYS AS IDENTITY,
    id               uuid NOT NULL,
    book             int4 NOT NULL,
    type             text NOT NULL,
    object_id        text NOT NULL,
    body             text NOT NULL,
    previous         text,
    api_version      text NOT NULL,
    request_id       text,
    idempotency_key  text,
    CONSTRAINT event_pkey PRIMARY KEY (book, id)
);

-- Lists of one type, newest first.
CREATE INDEX IF NOT EXISTS event_by_type ON outbox.event (book, type, id);

-- For those who read everything once, in order, without gaps.
CREATE UNIQUE INDEX IF NOT EXISTS event_in_order ON outbox.event (number);

COMMENT ON TABLE outbox.event IS 'What happened: one row each, written in the commit that made it so, never changed.';
COMMENT ON COLUMN outbox.event.xid IS
    'The transaction that wrote it. It stands before number, so that a transaction has its id before it takes a number:'
    ' whoever reads without gaps counts on that.';
COMMENT ON COLUMN outbox.event.number IS
    'Grows with each change of an object. Not the order of commits, and it has gaps where a transaction was rolled back.';
COMMENT ON COLUMN outbox.event.id IS 'A UUID of version 7: says when it was made (uuid_extract_timestamp).';
COMMENT ON COLUMN outbox.event.object_id IS 'The object that it is about, as callers see its id.';
COMMENT ON COLUMN outbox.event.body IS 'The object as it then was, as JSON, in the version api_version.';
COMMENT ON COLUMN outbox.event.previous IS 'What members that changed were before, as JSON; null unless it is an update.';
COMMENT ON COLUMN outbox.event.request_id IS 'Of the request that caused it; null: no request did.';
-- Nothing that happened is taken back or told otherwise, whoever tries.
CREATE OR REPLACE FUNCTION outbox.guard_event() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed and never deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER event_guard BEFORE UPDATE OR DELETE ON outbox.event
    FOR EACH ROW EXECUTE FUNCTION outbox.guard_event();
CREATE OR REPLACE TRIGGER event_kept BEFORE TRUNCATE ON outbox.event
    FOR EACH STATEMENT EXECUTE FUNCTION outbox.guard_event();

GRANT USAGE ON SCHEMA outbox TO bursar_app;
GRANT SELECT, INSERT ON outbox.event TO bursar_app;
