-- Signed checkpoints of the chain. Nothing exists yet, so no lock is waited for. Everything may be run twice.

CREATE TABLE IF NOT EXISTS books.checkpoint (
    book       int4 NOT NULL,
    batch      int8 NOT NULL,
    key        text NOT NULL,
    last_seq   int8 NOT NULL,
    at         timestamptz NOT NULL,
    hash       bytea NOT NULL,
    line       text NOT NULL,
    signed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT checkpoint_pkey PRIMARY KEY (book, batch, key),
    CONSTRAINT checkpoint_sha256 CHECK (octet_length(hash) = 32)
);

COMMENT ON TABLE books.checkpoint IS
    'What was signed, to be shown and exported again. Who can change the database can take rows away; nobody can make '
    'one without the key. What proves is a copy kept elsewhere.';
COMMENT ON COLUMN books.checkpoint.key IS 'The public key that verifies it, X.509 in base64.';
COMMENT ON COLUMN books.checkpoint.line IS 'The signed line as it is exported, see docs/guides/proof.md.';

GRANT USAGE ON SCHEMA books TO bursar_app;
GRANT SELECT, INSERT ON books.checkpoint TO bursar_app;
