-- Search: what sealed commands carry (reference, metadata, kind) is found without reading the log, and so are open
-- holds. Everything may be run twice. Locks: ledger.claim against writes while its index is built, about a second a
-- million claims. Nothing is filled in here: each book indexes its sealed partitions by itself, newest first, while it
-- is in use; until then what is looked for is searched in the log.

-- The index of a sealed partition: numbers in ascending order, 1 to 240 a block, 8 bytes each, high byte first.
-- A number is a hash of what is looked for (39 bits) and a row's place in the partition (24 bits). New blocks always
-- come last in the key, however many partitions there are.
CREATE TABLE IF NOT EXISTS ledger.search_block (
    first      int8 NOT NULL,
    book       int4 NOT NULL,
    partition  int4 NOT NULL,
    entries    bytea STORAGE PLAIN NOT NULL,
    CONSTRAINT search_block_pkey PRIMARY KEY (book, partition, first),
    CONSTRAINT search_block_size CHECK (octet_length(entries) BETWEEN 8 AND 1920 AND octet_length(entries) % 8 = 0)
);

-- Partitions that are indexed, with how many numbers.
CREATE TABLE IF NOT EXISTS ledger.search_partition (
    book        int4 NOT NULL,
    partition   int4 NOT NULL,
    entries     int4 NOT NULL,
    indexed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT search_partition_pkey PRIMARY KEY (book, partition)
);

-- For an owner whose doctor found a partition's index damaged: it is then made again from the log.
CREATE OR REPLACE FUNCTION ledger.forget_search(p_book int4, p_partition int4) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM ledger.search_partition WHERE book = p_book AND partition = p_partition;
    DELETE FROM ledger.search_block WHERE book = p_book AND partition = p_partition;
$$;

CREATE INDEX IF NOT EXISTS claim_open ON ledger.claim (target) WHERE kind = 1 AND state = 1;

-- An account's rows, newest first, by walking its own chain: primary-key look-ups, whatever the partition. Each look-up
-- is a statement that the session prepares once a partition (about 10 kB each): planning it anew costs five times as
-- much as running it. Where the chain stays in a partition for longer, the rest of it there is one statement.
-- Rows must lie in sealed partitions. Nothing comes of a row that is not the account's or moved nothing.
CREATE OR REPLACE FUNCTION ledger.walk(p_account int4, p_from int8, p_limit int4) RETURNS SETOF ledger.log
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bits    int2 := (SELECT b.partition_bits FROM ledger.book b WHERE b.book = p_from >> 44);
    at      int8 := p_from;
    left_   int4 := p_limit;
    part    int8 := -1;
    steps   int4 := 0;
    suffix  text;
    entry   ledger.log;
BEGIN
    WHILE at <> 0 AND left_ > 0 LOOP
        IF at >> bits <> part THEN
            part := at >> bits;
            steps := 0;
            suffix := format('%s_%s', p_from >> 44, (at & ((1::int8 << 44) - 1)) >> bits);
        END IF;
        IF steps < 8 THEN
            BEGIN
                EXECUTE format('EXECUTE ledger_row_%s(%s)', suffix, at) INTO entry;
            EXCEPTION WHEN invalid_sql_statement_name THEN
                EXECUTE format('PREPARE ledger_row_%s (int8) AS SELECT * FROM ledger.log_%s WHERE seq = $1',
                    suffix, suffix);
                EXECUTE format('EXECUTE ledger_row_%s(%s)', suffix, at) INTO entry;
            END;
            EXIT WHEN entry.seq IS NULL OR entry.kind >= 16 OR p_account NOT IN (entry.debit, entry.credit);
            RETURN NEXT entry;
            steps := steps + 1;
            left_ := left_ - 1;
            at := CASE WHEN entry.debit = p_account THEN entry.debit_prev ELSE entry.credit_prev END;
            CONTINUE;
        END IF;
        FOR entry IN EXECUTE format('
            WITH RECURSIVE chain AS (
                SELECT *, 1 AS step FROM ledger.log_%1$s WHERE seq = $1
                UNION ALL
                SELECT l.*, c.step + 1
                FROM chain c
                JOIN ledger.log_%1$s l ON l.seq = CASE WHEN c.debit = $2 THEN c.debit_prev ELSE c.credit_prev END
                WHERE c.step < $3)
            SELECT seq, amount, debit_balance, credit_balance, debit_prev, credit_prev, body_hash, effective_at,
                debit, credit, kind, leg, key, detail
            FROM chain ORDER BY step', suffix) USING at, p_account, left_
        LOOP
            RETURN NEXT entry;
            left_ := left_ - 1;
            at := CASE WHEN entry.debit = p_account THEN entry.debit_prev ELSE entry.credit_prev END;
        END LOOP;
        -- The first row of the chain that is not here, or none: a row that is missing here ends the walk.
        EXIT WHEN at >> bits = part AND left_ > 0;
    END LOOP;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bursar_app') THEN
        GRANT SELECT, INSERT ON ledger.search_block, ledger.search_partition TO bursar_app;
    END IF;
END $$;
