-- How far a file was booked. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS imports.booked_prefix (
    digest     bytea NOT NULL,
    rows       int8 NOT NULL,
    booked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT booked_prefix_pkey PRIMARY KEY (digest),
    CONSTRAINT booked_prefix_digest_is_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT booked_prefix_rows_positive CHECK (rows > 0)
);

COMMENT ON TABLE imports.booked_prefix IS
    'A hint that saves time: every row up to here is in the ledger. What guards against a second booking is the '
    'ledger''s key of each row; this table may be emptied at any moment.';
COMMENT ON COLUMN imports.booked_prefix.digest IS 'SHA-256 of the mapping and of all good rows from the first on.';

GRANT USAGE ON SCHEMA imports TO bursar_app;
GRANT SELECT, INSERT ON imports.booked_prefix TO bursar_app;
