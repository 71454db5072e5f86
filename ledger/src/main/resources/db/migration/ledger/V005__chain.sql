-- The chain: a hash of each batch over all that is stored of it and over the hash before. docs/guides/proof.md says
-- which bytes. Everything may be run twice. Locks: nothing exists yet, so none is waited for.

CREATE TABLE IF NOT EXISTS ledger.chain (
    book    int4 NOT NULL,
    number  int8 NOT NULL,
    hash    bytea NOT NULL,
    CONSTRAINT chain_pkey PRIMARY KEY (book, number),
    CONSTRAINT chain_sha256 CHECK (octet_length(hash) = 32)
);

CREATE OR REPLACE TRIGGER chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.chain
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Books of which only a part was imported yet: nobody may write to them, or the rest would no longer fit.
CREATE TABLE IF NOT EXISTS ledger.partial (
    book      int4 NOT NULL CONSTRAINT partial_pkey PRIMARY KEY,
    begun_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bursar_app') THEN
        GRANT SELECT, INSERT ON ledger.chain TO bursar_app;
        GRANT SELECT, INSERT, DELETE ON ledger.partial TO bursar_app;
    END IF;
END $$;
