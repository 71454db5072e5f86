-- Idempotency keys of routes in Stripe's shape. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS idempotency.key (
    book        int4 NOT NULL,
    caller      int4 NOT NULL,
    key         text NOT NULL,
    route       text NOT NULL,
    digests     text NOT NULL,
    object_id   text NOT NULL,
    request_id  text NOT NULL,
    live_until  timestamptz NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    status      int4,
    body        text,
    CONSTRAINT key_pkey PRIMARY KEY (book, caller, key),
    CONSTRAINT key_answered CHECK ((status IS NULL) = (body IS NULL)),
    CONSTRAINT key_never_ours CHECK (status < 500)
) WITH (fillfactor = 80);

-- For those whose time is over.
CREATE INDEX IF NOT EXISTS key_by_age ON idempotency.key (made_at);

COMMENT ON TABLE idempotency.key IS 'What was asked under an idempotency key, and what was answered; kept for 30 days at least.';
COMMENT ON COLUMN idempotency.key.caller IS 'Whose key it is: the same name means another thing to another caller.';
COMMENT ON COLUMN idempotency.key.route IS 'Method and path, with the ids in it.';
COMMENT ON COLUMN idempotency.key.digests IS 'JSON: of each parameter, by its name, the first 64 bits of a SHA-256.';
COMMENT ON COLUMN idempotency.key.object_id IS 'What the request makes or changes, as callers see its id.';
COMMENT ON COLUMN idempotency.key.request_id IS 'Of the request that holds it, or gave the answer.';
COMMENT ON COLUMN idempotency.key.live_until IS
    'Until then, by this clock, the request that holds it may still answer; later it is dead, unless there is an answer.';
COMMENT ON COLUMN idempotency.key.status IS 'Of the answer, which is final; null: there is none yet.';
COMMENT ON COLUMN idempotency.key.body IS 'The answer, as JSON in the newest version, nothing expanded.';

GRANT USAGE ON SCHEMA idempotency TO bursar_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency.key TO bursar_app;
