-- Disputes move money of payments. The tables' rows are few beside what is checked, and only new kinds are allowed: the
-- constraints are taken in NOT VALID and hold for what is written from now on; what is there fitted the narrower ones.
-- Adding a column with a constant default rewrites nothing. Each statement holds its lock for milliseconds.

ALTER TABLE payments.operation DROP CONSTRAINT IF EXISTS operation_kind;
ALTER TABLE payments.operation ADD CONSTRAINT operation_kind CHECK (kind IN ('announce', 'authorise', 'capture',
    'increment', 'release', 'refund', 'dispute', 'withdraw', 'reinstate')) NOT VALID;

ALTER TABLE payments.balance_transaction ADD COLUMN IF NOT EXISTS fee int8 NOT NULL DEFAULT 0;

COMMENT ON COLUMN payments.balance_transaction.fee IS 'The provider''s, beside the amount; below zero: given back.';
