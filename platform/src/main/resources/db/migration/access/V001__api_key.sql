-- API keys. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS access.api_key (
    number        int4 GENERATED ALWAYS AS IDENTITY,
    hash          bytea NOT NULL,
    hint          text NOT NULL,
    name          text NOT NULL,
    rights        text[] NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_used_at  timestamptz,
    revoked_at    timestamptz,
    CONSTRAINT api_key_pkey PRIMARY KEY (number),
    CONSTRAINT api_key_hash UNIQUE (hash),
    CONSTRAINT api_key_hash_is_sha256 CHECK (octet_length(hash) = 32),
    CONSTRAINT api_key_name_length CHECK (length(name) BETWEEN 1 AND 200)
);

COMMENT ON TABLE access.api_key IS 'One row a key, for ever: number is the scope of the caller''s idempotency keys.';
COMMENT ON COLUMN access.api_key.hash IS 'SHA-256 of the key; the key itself is kept nowhere.';
COMMENT ON COLUMN access.api_key.hint IS 'Last four characters of the key, for recognising it.';
COMMENT ON COLUMN access.api_key.last_used_at IS 'To the minute.';

GRANT USAGE ON SCHEMA access TO bursar_app;
GRANT SELECT, INSERT ON access.api_key TO bursar_app;
GRANT UPDATE (last_used_at, revoked_at) ON access.api_key TO bursar_app;
