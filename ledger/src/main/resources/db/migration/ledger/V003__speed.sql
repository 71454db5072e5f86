-- What measuring showed. Everything may be run twice. Locks: an ACCESS EXCLUSIVE one on ledger.account and on the view
-- ledger.tail, for an instant.

-- A partition of rows may touch every account there is. With room for a second version of each row in its page, a
-- checkpoint writes no index: 1 M accounts are merged in a third of the time, for twice the table.
ALTER TABLE ledger.account SET (fillfactor = 45);
ALTER TABLE ledger.claim SET (fillfactor = 45);

-- Rows that no checkpoint covers: those after each book's last sealed partition. OFFSET 0 keeps the bounds as
-- parameters of each book's own scan, so that sealed partitions are not read at all.
CREATE OR REPLACE VIEW ledger.tail AS
SELECT e.book, l.*
FROM (
    SELECT b.book, coalesce(max(s.last_seq), b.book::int8 << 44) AS sealed
    FROM ledger.book b
    LEFT JOIN ledger.seal s ON s.book = b.book
    GROUP BY b.book) e
CROSS JOIN LATERAL (
    SELECT * FROM ledger.log WHERE seq > e.sealed AND seq < (e.book::int8 + 1) << 44 OFFSET 0) l;

-- An account's rows, newest first, by walking its own chain: primary-key look-ups, whatever the partition. While the
-- chain stays in one partition it is walked by one statement; an account that moves seldom costs one for each row.
-- Rows must lie in sealed partitions. Nothing comes of a row that is not the account's or moved nothing.
CREATE OR REPLACE FUNCTION ledger.walk(p_account int4, p_from int8, p_limit int4) RETURNS SETOF ledger.log
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    book   int4 := p_from >> 44;
    bits   int2 := (SELECT b.partition_bits FROM ledger.book b WHERE b.book = p_from >> 44);
    at     int8 := p_from;
    left_  int4 := p_limit;
    part   int8;
    leaf   text;
    entry  ledger.log;
BEGIN
    WHILE at <> 0 AND left_ > 0 LOOP
        part := at >> bits;
        leaf := format('ledger.log_%s_%s', book, (at & ((1::int8 << 44) - 1)) >> bits);
        EXECUTE format('SELECT * FROM %s WHERE seq = %s', leaf, at) INTO entry;
        EXIT WHEN entry.seq IS NULL OR entry.kind >= 16 OR p_account NOT IN (entry.debit, entry.credit);
        RETURN NEXT entry;
        left_ := left_ - 1;
        at := CASE WHEN entry.debit = p_account THEN entry.debit_prev ELSE entry.credit_prev END;
        CONTINUE WHEN at >> bits <> part OR left_ = 0;
        FOR entry IN EXECUTE format('
            WITH RECURSIVE chain AS (
                SELECT *, 1 AS step FROM %1$s WHERE seq = $1
                UNION ALL
                SELECT l.*, c.step + 1
                FROM chain c
                JOIN %1$s l ON l.seq = CASE WHEN c.debit = $2 THEN c.debit_prev ELSE c.credit_prev END
                WHERE c.step < $3)
            SELECT seq, amount, debit_balance, credit_balance, debit_prev, credit_prev, body_hash, effective_at,
                debit, credit, kind, leg, key, detail
            FROM chain ORDER BY step', leaf) USING at, p_account, left_
        LOOP
            RETURN NEXT entry;
            left_ := left_ - 1;
            at := CASE WHEN entry.debit = p_account THEN entry.debit_prev ELSE entry.credit_prev END;
        END LOOP;
        -- The first row of the chain that is not here, or none: a row that is missing here ends the walk above.
        EXIT WHEN at >> bits = part AND left_ > 0;
    END LOOP;
END $$;
