-- A key may have more than one secret while it is rolled. Existing hashes move; api_key is locked meanwhile, for some
-- milliseconds at any number of keys that people make.

CREATE TABLE IF NOT EXISTS access.secret (
    hash             bytea NOT NULL,
    key              int4 NOT NULL,
    hint             text NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at       timestamptz,
    made_under       text,
    overlap_seconds  int4,
    CONSTRAINT secret_pkey PRIMARY KEY (hash),
    CONSTRAINT secret_made_once UNIQUE (key, made_under),
    CONSTRAINT secret_of_key FOREIGN KEY (key) REFERENCES access.api_key (number),
    CONSTRAINT secret_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

COMMENT ON TABLE access.secret IS 'What opens a key. The newest has no end of its own; a rolled one ends at expires_at.';
COMMENT ON COLUMN access.secret.hash IS 'SHA-256 of the secret; the secret itself is kept nowhere.';
COMMENT ON COLUMN access.secret.hint IS 'Its last four characters, for recognising it.';
COMMENT ON COLUMN access.secret.made_under IS 'Idempotency key of the request that rolled to it.';
COMMENT ON COLUMN access.secret.overlap_seconds IS 'How long that request left the ones before.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM information_schema.columns
               WHERE table_schema = 'access' AND table_name = 'api_key' AND column_name = 'hash') THEN
        INSERT INTO access.secret (hash, key, hint, created_at)
        SELECT hash, number, hint, created_at FROM access.api_key
        ON CONFLICT DO NOTHING;
        ALTER TABLE access.api_key DROP COLUMN hash, DROP COLUMN hint;
    END IF;
END $$;

GRANT SELECT, INSERT ON access.secret TO bursar_app;
GRANT UPDATE (expires_at) ON access.secret TO bursar_app;
