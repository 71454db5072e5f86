-- The version of the API that a key speaks, and which pages may use it. Keys made before spoke the first version and were
-- used by no page. api_key is locked for a moment while columns are added; nothing is rewritten.

ALTER TABLE access.api_key
    ADD COLUMN IF NOT EXISTS api_version text NOT NULL DEFAULT '2026-11-21',
    ADD COLUMN IF NOT EXISTS allowed_origins text[] NOT NULL DEFAULT '{}';

ALTER TABLE access.api_key
    DROP CONSTRAINT IF EXISTS api_key_version_is_date,
    DROP CONSTRAINT IF EXISTS api_key_origins_for_publishable,
    ADD CONSTRAINT api_key_version_is_date CHECK (api_version ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    ADD CONSTRAINT api_key_origins_for_publishable CHECK (publishable OR allowed_origins = '{}');

COMMENT ON COLUMN access.api_key.api_version IS 'Requests with this key are in this version unless they say otherwise.';
COMMENT ON COLUMN access.api_key.allowed_origins IS 'Whose pages may use it; none for secret keys.';
