-- What a key may do is said by its rights alone. Keys made before could do everything but book facts, and keep that;
-- those that could book facts were made by the operator, who now also makes keys and books. api_key is locked for a
-- moment while columns are added; nothing is rewritten.

-- Only when it runs for the first time: keys that are made afterwards have what they were given.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM information_schema.columns
                   WHERE table_schema = 'access' AND table_name = 'api_key' AND column_name = 'publishable') THEN
        UPDATE access.api_key
        SET rights = rights
            || ARRAY['chart.write', 'accounts.write', 'transactions.write', 'holds.write']
            || CASE WHEN 'ledger.fact' = ANY (rights)
                    THEN ARRAY['api_keys.write', 'books.write', 'metrics.read'] ELSE '{}'::text[] END;
    END IF;
END $$;

ALTER TABLE access.api_key
    ADD COLUMN IF NOT EXISTS publishable boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS rate_limit int4,
    ADD COLUMN IF NOT EXISTS expires_at timestamptz,
    ADD COLUMN IF NOT EXISTS made_by int4,
    ADD COLUMN IF NOT EXISTS made_under text;

ALTER TABLE access.api_key
    DROP CONSTRAINT IF EXISTS api_key_made_once,
    DROP CONSTRAINT IF EXISTS api_key_rate_limit_positive,
    DROP CONSTRAINT IF EXISTS api_key_of_book,
    ADD CONSTRAINT api_key_made_once UNIQUE (made_by, made_under),
    ADD CONSTRAINT api_key_rate_limit_positive CHECK (rate_limit > 0),
    ADD CONSTRAINT api_key_of_book FOREIGN KEY (book) REFERENCES access.book (number);

COMMENT ON COLUMN access.api_key.publishable IS 'Whether browsers may show it to the world.';
COMMENT ON COLUMN access.api_key.rate_limit IS 'Requests a second on each node; null: as many as it likes.';
COMMENT ON COLUMN access.api_key.expires_at IS 'Null: never.';
COMMENT ON COLUMN access.api_key.made_under IS 'Idempotency key of the request, in the scope of the key made_by.';
