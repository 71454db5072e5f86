-- Views for analysts. They read what is committed and store nothing; a query on them never makes the writer wait.
-- Everything may be run twice. Locks: an ACCESS EXCLUSIVE one on each view for an instant, none on a table.

-- Who made a stored key: its caller, 0 for our own use cases.
CREATE OR REPLACE FUNCTION ledger.key_caller(p_key bytea) RETURNS int8
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller  int8 := 0;
    octet   int4;
BEGIN
    FOR i IN 0..4 LOOP
        octet := get_byte(p_key, i);
        caller := caller | ((octet & 127)::int8 << (7 * i));
        EXIT WHEN octet < 128;
    END LOOP;
    RETURN caller;
END $$;

-- The text of a stored key, as the caller wrote it.
CREATE OR REPLACE FUNCTION ledger.key_text(p_key bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    form  int4 := 0;
BEGIN
    WHILE get_byte(p_key, form) >= 128 LOOP
        form := form + 1;
    END LOOP;
    form := form + 1;
    IF get_byte(p_key, form) = 1 THEN
        RETURN encode(substr(p_key, form + 2), 'hex')::uuid::text;
    END IF;
    RETURN convert_from(substr(p_key, form + 2), 'UTF8');
END $$;

-- Names of what rows say by number.
CREATE OR REPLACE FUNCTION ledger.entry_kind(p_kind int2) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE p_kind WHEN 1 THEN 'transfer' WHEN 2 THEN 'reversal' WHEN 3 THEN 'capture' WHEN 4 THEN 'hold'
        WHEN 5 THEN 'capture freed' WHEN 6 THEN 'release' WHEN 7 THEN 'expiry' WHEN 16 THEN 'account opened'
        WHEN 17 THEN 'limits' WHEN 18 THEN 'status' WHEN 19 THEN 'metadata' WHEN 20 THEN 'chart' WHEN 21 THEN 'period'
        WHEN 32 THEN 'rejected' END;

-- Rows that no checkpoint covers: those after each book's last sealed partition.
CREATE OR REPLACE VIEW ledger.tail AS
SELECT b.book, l.*
FROM ledger.book b
CROSS JOIN LATERAL (
    SELECT *
    FROM ledger.log
    WHERE seq > coalesce((SELECT max(s.last_seq) FROM ledger.seal s WHERE s.book = b.book), b.book::int8 << 44)
        AND seq < (b.book::int8 + 1) << 44) l;

-- Every account that was ever opened.
CREATE OR REPLACE VIEW ledger.account_name AS
SELECT a.book, a.number, a.path, a.currency, a.opened_seq,
    (ARRAY['asset', 'liability', 'equity', 'income', 'expense'])[a.kind + 1] AS kind
FROM ledger.account a
UNION ALL
SELECT t.book, t.debit, d.detail ->> 'path', d.detail ->> 'currency', t.seq, d.detail ->> 'kind'
FROM ledger.tail t
CROSS JOIN LATERAL (SELECT t.detail::jsonb AS detail) d
WHERE t.kind = 16
    AND NOT EXISTS (SELECT FROM ledger.account a WHERE a.book = t.book AND a.number = t.debit);

-- Every row that moved money or a hold. Balances are debits minus credits after the row; what is held on that side
-- for the kinds hold, capture freed, release and expiry. "command" is the id of the transaction that the row is of.
CREATE OR REPLACE VIEW ledger.entry AS
SELECT (l.seq >> 44)::int4 AS book, l.seq, l.seq - l.leg AS command, l.leg, ledger.entry_kind(l.kind) AS kind,
    d.path AS debit, c.path AS credit, d.currency, l.amount, l.debit_balance, l.credit_balance,
    b.at AS recorded_at, coalesce(l.effective_at, b.at) AS effective_at
FROM ledger.log l
JOIN ledger.account_name d ON d.book = l.seq >> 44 AND d.number = l.debit
JOIN ledger.account_name c ON c.book = l.seq >> 44 AND c.number = l.credit
JOIN ledger.batch b ON b.book = l.seq >> 44 AND l.seq BETWEEN b.first_seq AND b.last_seq
WHERE l.kind < 16;

-- Every command, refused ones included, and what it carried.
CREATE OR REPLACE VIEW ledger.command AS
SELECT (l.seq >> 44)::int4 AS book, l.seq AS id,
    CASE l.kind WHEN 1 THEN 'transaction' WHEN 5 THEN 'capture' ELSE ledger.entry_kind(l.kind) END AS kind,
    b.at AS recorded_at, coalesce(l.effective_at, b.at) AS effective_at,
    ledger.key_caller(l.key) AS caller, ledger.key_text(l.key) AS key,
    d.detail ->> 'ref' AS reference, d.detail -> 'meta' AS metadata,
    coalesce((d.detail ->> 'fact')::bool, false) AS fact,
    (d.detail ->> 'target')::int8 AS target, d.detail ->> 'subject' AS subject,
    CASE WHEN l.kind = 32 THEN d.detail ->> 'outcome' ELSE 'applied' END AS outcome, d.detail
FROM ledger.log l
CROSS JOIN LATERAL (SELECT l.detail::jsonb AS detail) d
JOIN ledger.batch b ON b.book = l.seq >> 44 AND l.seq BETWEEN b.first_seq AND b.last_seq
WHERE l.leg = 0 AND l.kind <> 16;

-- Accounts as of now: checkpoints and the rows after them. Balances are on the account's normal side.
CREATE OR REPLACE VIEW ledger.account_now AS
WITH moved AS (
    SELECT t.book, s.account, sum(s.posted) AS posted, sum(s.held_debit) AS held_debit,
        sum(s.held_credit) AS held_credit
    FROM ledger.tail t
    CROSS JOIN LATERAL (SELECT t.amount * CASE t.kind WHEN 4 THEN 1 ELSE -1 END AS held) h
    CROSS JOIN LATERAL (VALUES
        (t.debit, CASE WHEN t.kind <= 3 THEN t.amount END, CASE WHEN t.kind >= 4 THEN h.held END, NULL),
        (t.credit, CASE WHEN t.kind <= 3 THEN -t.amount END, NULL, CASE WHEN t.kind >= 4 THEN h.held END)
    ) s (account, posted, held_debit, held_credit)
    LEFT JOIN ledger.account a ON a.book = t.book AND a.number = s.account
    WHERE t.kind < 16 AND t.seq > coalesce(a.seq, 0)
    GROUP BY t.book, s.account
), changed AS (
    SELECT DISTINCT ON (t.book, t.debit, t.kind) t.book, t.debit AS account, t.kind, t.detail::jsonb AS detail
    FROM ledger.tail t
    LEFT JOIN ledger.account a ON a.book = t.book AND a.number = t.debit
    WHERE t.kind IN (16, 17, 18) AND t.seq > coalesce(a.seq, 0)
    ORDER BY t.book, t.debit, t.kind, t.seq DESC
), raw AS (
    SELECT n.book, n.number, n.path, n.currency, n.kind,
        coalesce(a.balance, 0) + coalesce(m.posted, 0) AS posted,
        coalesce(a.held_debit, 0) + coalesce(m.held_debit, 0) AS held_debit,
        coalesce(a.held_credit, 0) + coalesce(m.held_credit, 0) AS held_credit,
        CASE WHEN l.account IS NOT NULL THEN (l.detail ->> 'floor')::int8
            WHEN o.account IS NOT NULL THEN (o.detail ->> 'floor')::int8 ELSE a.floor END AS floor,
        CASE WHEN l.account IS NOT NULL THEN (l.detail ->> 'ceiling')::int8
            WHEN o.account IS NOT NULL THEN (o.detail ->> 'ceiling')::int8 ELSE a.ceiling END AS ceiling,
        coalesce(s.detail ->> 'status', (ARRAY['open', 'frozen', 'closed'])[a.status + 1], 'open') AS status,
        n.kind IN ('asset', 'expense') AS debit_normal
    FROM ledger.account_name n
    LEFT JOIN ledger.account a ON a.book = n.book AND a.number = n.number
    LEFT JOIN moved m ON m.book = n.book AND m.account = n.number
    LEFT JOIN changed o ON o.book = n.book AND o.account = n.number AND o.kind = 16
    LEFT JOIN changed l ON l.book = n.book AND l.account = n.number AND l.kind = 17
    LEFT JOIN changed s ON s.book = n.book AND s.account = n.number AND s.kind = 18
)
SELECT book, number, path, currency, kind, status,
    (CASE WHEN debit_normal THEN posted ELSE -posted END)::int8 AS posted,
    (CASE WHEN debit_normal THEN held_credit ELSE held_debit END)::int8 AS held_out,
    (CASE WHEN debit_normal THEN held_debit ELSE held_credit END)::int8 AS held_in,
    floor, ceiling
FROM raw;

COMMENT ON VIEW ledger.tail IS 'Rows of the log after the last sealed partition of each book.';
COMMENT ON VIEW ledger.account_name IS 'Every account that was ever opened: number, path, currency and kind.';
COMMENT ON VIEW ledger.entry IS
    'Every row that moved money or a hold, with paths and times. Balances are debits minus credits after the row.';
COMMENT ON VIEW ledger.command IS 'Every command with its key, reference and outcome, refused ones included.';
COMMENT ON VIEW ledger.account_now IS 'Balances, holds, limits and status of all accounts as of now, on the normal side.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bursar_app') THEN
        GRANT SELECT ON ledger.tail, ledger.account_name, ledger.entry, ledger.command, ledger.account_now
            TO bursar_app;
    END IF;
END $$;
