-- Two times: what counted at T, as known at R, without reading the log. Everything may be run twice. Locks: seals and
-- day deltas for as long as the deltas of partitions sealed before take to write again, about 10 s a million rows.
-- Cost from now on, reckoned, not measured: of a partition of 126 MB with 10 k accounts the deltas take 15 MB, 8 bytes a
-- row of them its places; where a million accounts move once or twice each, 36 bytes more for each than before. Sealing
-- sorts the partition's rows in memory, 28 bytes a row while it lasts.

-- Which effective times a sealed partition has (NULL: nothing moved in it), and its rows that closed or opened periods.
ALTER TABLE ledger.seal
    ADD COLUMN IF NOT EXISTS first_effective timestamptz,
    ADD COLUMN IF NOT EXISTS last_effective timestamptz,
    ADD COLUMN IF NOT EXISTS period_rows int8[] NOT NULL DEFAULT '{}';

-- A day's movements in pieces. An account's rows of a partition in order of (effective time, seq) are cut where the
-- effective or the recorded day changes, and after 64 rows. piece counts from 0; what came before it in the partition
-- is *_before; rows are positions in the partition in that order, NULL for a single one, which last_seq names.
ALTER TABLE ledger.day_delta
    ADD COLUMN IF NOT EXISTS piece int4,
    ADD COLUMN IF NOT EXISTS first_effective timestamptz,
    ADD COLUMN IF NOT EXISTS last_effective timestamptz,
    ADD COLUMN IF NOT EXISTS debits_before int8,
    ADD COLUMN IF NOT EXISTS credits_before int8,
    ADD COLUMN IF NOT EXISTS rows int4[];

CREATE OR REPLACE FUNCTION ledger.index_day_deltas(p_book int4, p_partition int4) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    leaf  text := format('day_delta_%s_%s', p_book, p_partition);
BEGIN
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON ledger.%I (account, last_effective, piece)',
        leaf || '_account', leaf);
    EXECUTE format('ANALYZE ledger.%I', leaf);
    EXECUTE format('ALTER TABLE ledger.%I RESET (autovacuum_enabled)', leaf);
END $$;

-- The day deltas of a partition as the log has them: for partitions sealed before, and to check the others by.
CREATE OR REPLACE FUNCTION ledger.derive_day_deltas(p_book int4, p_partition int4) RETURNS SETOF ledger.day_delta
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    bits  int2 := (SELECT b.partition_bits FROM ledger.book b WHERE b.book = p_book);
    low   int8 := (p_book::int8 << 44) + (p_partition::int8 << bits);
BEGIN
    RETURN QUERY EXECUTE format($q$
        WITH side AS (
            SELECT s.account, l.seq, s.debits, s.credits, t.effective,
                (t.effective AT TIME ZONE 'UTC')::date AS effective_day, (b.at AT TIME ZONE 'UTC')::date AS recorded_day
            FROM ledger.%I l
            CROSS JOIN LATERAL (
                SELECT x.at FROM ledger.batch x WHERE x.book = $1 AND x.first_seq <= l.seq
                ORDER BY x.first_seq DESC LIMIT 1) b
            CROSS JOIN LATERAL (SELECT coalesce(l.effective_at, b.at) AS effective) t
            CROSS JOIN LATERAL (VALUES (l.debit, l.amount, 0::int8), (l.credit, 0::int8, l.amount))
                s (account, debits, credits)
            WHERE l.kind <= 3
        ), cut AS (
            SELECT *, (effective_day, recorded_day) IS DISTINCT FROM
                (lag(effective_day) OVER w, lag(recorded_day) OVER w) AS begins
            FROM side
            WINDOW w AS (PARTITION BY account ORDER BY effective, seq)
        ), run AS (
            SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY account ORDER BY effective, seq) AS run
            FROM cut
        ), part AS (
            SELECT *, (row_number() OVER (PARTITION BY account, run ORDER BY effective, seq) - 1) / 64 AS part
            FROM run
        ), gathered AS (
            SELECT account, effective_day, recorded_day, run, part, max(seq) AS last_seq,
                sum(debits)::int8 AS debits, sum(credits)::int8 AS credits,
                min(effective) AS first_effective, max(effective) AS last_effective,
                CASE WHEN count(*) > 1 THEN array_agg((seq - $2)::int4 ORDER BY effective, seq) END AS rows
            FROM part
            GROUP BY account, effective_day, recorded_day, run, part
        )
        SELECT greatest($2, ($1::int8 << 44) + 1), last_seq, debits, credits, account, effective_day, recorded_day,
            (row_number() OVER w - 1)::int4, first_effective, last_effective,
            (sum(debits) OVER w - debits)::int8, (sum(credits) OVER w - credits)::int8, rows
        FROM gathered
        WINDOW w AS (PARTITION BY account ORDER BY run, part) $q$,
        format('log_%s_%s', p_book, p_partition)) USING p_book, low;
END $$;

DO $$
DECLARE
    s     record;
    leaf  text;
BEGIN
    FOR s IN
        SELECT l.book, l.partition, l.last_seq
        FROM ledger.seal l
        WHERE EXISTS (SELECT FROM ledger.day_delta d WHERE d.piece IS NULL)
        ORDER BY l.book, l.partition
    LOOP
        leaf := format('day_delta_%s_%s', s.book, s.partition);
        EXECUTE format('TRUNCATE ledger.%I', leaf);
        EXECUTE format('DROP INDEX IF EXISTS ledger.%I', leaf || '_account');
        EXECUTE format('INSERT INTO ledger.%I SELECT * FROM ledger.derive_day_deltas($1, $2)', leaf)
            USING s.book, s.partition;
        PERFORM ledger.index_day_deltas(s.book, s.partition);
        EXECUTE format('UPDATE ledger.seal SET '
            '(first_effective, last_effective) = '
                '(SELECT min(d.first_effective), max(d.last_effective) FROM ledger.%I d), '
            'period_rows = coalesce((SELECT array_agg(l.seq ORDER BY l.seq) FROM ledger.%I l WHERE l.kind = 21), ''{}'') '
            'WHERE book = $1 AND partition = $2', leaf, format('log_%s_%s', s.book, s.partition))
            USING s.book, s.partition;
    END LOOP;
END $$;

ALTER TABLE ledger.day_delta
    ALTER COLUMN piece SET NOT NULL,
    ALTER COLUMN first_effective SET NOT NULL,
    ALTER COLUMN last_effective SET NOT NULL,
    ALTER COLUMN debits_before SET NOT NULL,
    ALTER COLUMN credits_before SET NOT NULL;

-- The last row that was recorded by a time: batches' times never go back, so halving finds it, and needs no index.
CREATE OR REPLACE FUNCTION ledger.seq_at(p_book int4, p_at timestamptz) RETURNS int8
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    low     int8 := (SELECT min(b.number) FROM ledger.batch b WHERE b.book = p_book);
    high    int8 := (SELECT max(b.number) FROM ledger.batch b WHERE b.book = p_book);
    answer  int8 := p_book::int8 << 44;
    probe   ledger.batch;
BEGIN
    WHILE low <= high LOOP
        SELECT * INTO probe FROM ledger.batch b
        WHERE b.book = p_book AND b.number >= (low + high) / 2
        ORDER BY b.number
        LIMIT 1;
        IF probe.at <= p_at THEN
            answer := probe.last_seq;
            low := probe.number + 1;
        ELSE
            high := (low + high) / 2 - 1;
        END IF;
    END LOOP;
    RETURN answer;
END $$;

-- What moved on each account, by the day on which it counts and the day on which it was recorded (both UTC).
CREATE OR REPLACE VIEW ledger.day_movement AS
WITH moved AS (
    SELECT (d.first_row >> 44)::int4 AS book, d.account, d.effective_day, d.recorded_day, d.debits, d.credits
    FROM ledger.day_delta d
    UNION ALL
    SELECT t.book, s.account, (coalesce(t.effective_at, b.at) AT TIME ZONE 'UTC')::date,
        (b.at AT TIME ZONE 'UTC')::date, s.debits, s.credits
    FROM ledger.tail t
    JOIN ledger.batch b ON b.book = t.book AND t.seq BETWEEN b.first_seq AND b.last_seq
    CROSS JOIN LATERAL (VALUES (t.debit, t.amount, 0::int8), (t.credit, 0::int8, t.amount))
        s (account, debits, credits)
    WHERE t.kind <= 3
)
SELECT m.book, n.path, n.currency, n.kind, m.effective_day, m.recorded_day,
    sum(m.debits)::int8 AS debits, sum(m.credits)::int8 AS credits,
    (CASE WHEN n.kind IN ('asset', 'expense') THEN 1 ELSE -1 END * (sum(m.debits) - sum(m.credits)))::int8 AS change
FROM moved m
JOIN ledger.account_name n ON n.book = m.book AND n.number = m.account
GROUP BY m.book, n.path, n.currency, n.kind, m.effective_day, m.recorded_day;

-- Every close of a period and every reopening; closed_before is NULL where all periods were opened again.
CREATE OR REPLACE VIEW ledger.period AS
WITH at AS (
    SELECT s.book, unnest(s.period_rows) AS seq FROM ledger.seal s
    UNION ALL
    SELECT t.book, t.seq FROM ledger.tail t WHERE t.kind = 21
)
SELECT a.book, a.seq AS id,
    timestamptz 'epoch' + (d.detail ->> 'before')::int8 * interval '1 microsecond' AS closed_before,
    b.at AS recorded_at, ledger.key_caller(l.key) AS caller, ledger.key_text(l.key) AS key,
    d.detail ->> 'ref' AS reference, d.detail -> 'meta' AS metadata
FROM at a
JOIN ledger.log l ON l.seq = a.seq
CROSS JOIN LATERAL (SELECT l.detail::jsonb AS detail) d
JOIN ledger.batch b ON b.book = a.book AND a.seq BETWEEN b.first_seq AND b.last_seq;

COMMENT ON VIEW ledger.day_movement IS 'What moved on each account by effective and recorded day (UTC), minor units.';
COMMENT ON VIEW ledger.period IS 'Every close of a period and every reopening.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bursar_app') THEN
        GRANT SELECT ON ledger.day_movement, ledger.period TO bursar_app;
    END IF;
END $$;
