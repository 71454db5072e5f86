-- Methods of deleted customers, which their gateways are yet to be told of. A column without a default is a change of
-- the catalogue alone: no row is rewritten, and the table is locked for an instant.

ALTER TABLE methods.method ADD COLUMN IF NOT EXISTS releasing uuid;

CREATE INDEX IF NOT EXISTS method_releasing ON methods.method (id) WHERE releasing IS NOT NULL;

COMMENT ON COLUMN methods.method.releasing IS
    'The deleted customer from whom the gateway is yet to take it; null: it was told, or need not be.';
