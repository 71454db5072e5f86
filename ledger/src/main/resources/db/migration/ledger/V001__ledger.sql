-- The ledger's tables. Everything may be run twice. Locks: nothing exists yet, so none is waited for.

CREATE SCHEMA IF NOT EXISTS ledger;

-- Books: ledgers with one total order each. partition_bits is log2 of the rows in one partition of the log.
CREATE TABLE IF NOT EXISTS ledger.book (
    book            int4 PRIMARY KEY CHECK (book BETWEEN 1 AND 262143),
    partition_bits  int2 NOT NULL CHECK (partition_bits BETWEEN 13 AND 24),
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row a commit. Its primary key is the only guard against two nodes appending at once.
-- The nonce says which node's attempt it was; rows first_seq..last_seq of the log are the batch's.
CREATE TABLE IF NOT EXISTS ledger.batch (
    book       int4 NOT NULL,
    number     int8 NOT NULL,
    nonce      int8 NOT NULL,
    first_seq  int8 NOT NULL,
    last_seq   int8 NOT NULL,
    at         timestamptz NOT NULL,
    CONSTRAINT batch_pkey PRIMARY KEY (book, number),
    CONSTRAINT batch_rows UNIQUE (book, first_seq),
    CONSTRAINT batch_not_empty CHECK (last_seq >= first_seq)
);

-- The log: one row a transfer, or a command that moves nothing. Columns are ordered so that nothing is padded.
-- seq = book << 44 | position. Balances are debits minus credits after the row: posted ones for kinds 1 to 3, for
-- kinds 4 to 7 what is held on that side. *_prev is that account's previous row, 0 when there is none.
CREATE TABLE IF NOT EXISTS ledger.log (
    seq             int8 NOT NULL,
    amount          int8,
    debit_balance   int8,
    credit_balance  int8,
    debit_prev      int8,
    credit_prev     int8,
    body_hash       int8,
    effective_at    timestamptz,
    debit           int4,
    credit          int4,
    kind            int2 NOT NULL,
    leg             int2 NOT NULL,
    key             bytea,
    detail          text
) PARTITION BY RANGE (seq);

-- Accounts as of their own seq: identity and committed state, written when a partition is sealed. Never read alone:
-- rows of the log newer than seq are added in memory. last_row is its newest row of kinds 1 to 7, where its chain begins.
CREATE TABLE IF NOT EXISTS ledger.account (
    book         int4 NOT NULL,
    number       int4 NOT NULL,
    seq          int8 NOT NULL,
    opened_seq   int8 NOT NULL,
    last_row     int8 NOT NULL,
    balance      int8 NOT NULL,
    held_debit   int8 NOT NULL,
    held_credit  int8 NOT NULL,
    floor        int8,
    ceiling      int8,
    kind         int2 NOT NULL,
    status       int2 NOT NULL,
    currency     text NOT NULL,
    path         text COLLATE "C" NOT NULL,
    metadata     text,
    CONSTRAINT account_pkey PRIMARY KEY (book, number),
    CONSTRAINT account_path UNIQUE (book, path, currency)
) WITH (fillfactor = 80);

-- What has been taken from a hold or a transaction, leg by leg, as of seq. kind: 1 hold, 2 reversals of a transaction.
-- state: 1 open, 2 captured, 3 released, 4 expired; a transaction's is always 1.
CREATE TABLE IF NOT EXISTS ledger.claim (
    target      int8 NOT NULL CONSTRAINT claim_pkey PRIMARY KEY,
    seq         int8 NOT NULL,
    expires_at  timestamptz,
    shares      int4 NOT NULL,
    kind        int2 NOT NULL,
    state       int2 NOT NULL,
    taken       int8[] NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX IF NOT EXISTS claim_due ON ledger.claim (expires_at)
    WHERE state = 1 AND kind = 1 AND expires_at IS NOT NULL;

-- Sealed partitions: indexed, checkpointed up to last_seq, and with a filter that says which keys it may hold.
CREATE TABLE IF NOT EXISTS ledger.seal (
    book        int4 NOT NULL,
    partition   int4 NOT NULL,
    last_seq    int8 NOT NULL,
    key_filter  bytea NOT NULL,
    sealed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT seal_pkey PRIMARY KEY (book, partition)
);

-- The book's settings as of a sealed row: what evaluation needs that is no account and no claim.
CREATE TABLE IF NOT EXISTS ledger.setting (
    book          int4 NOT NULL CONSTRAINT setting_pkey PRIMARY KEY,
    seq           int8 NOT NULL,
    accounts      int4 NOT NULL,
    closed_until  timestamptz,
    chart         text
);

-- Movements of a partition by account, effective day and recorded day (UTC): what as-of balances are summed from.
CREATE TABLE IF NOT EXISTS ledger.day_delta (
    first_row      int8 NOT NULL,
    last_seq       int8 NOT NULL,
    debits         int8 NOT NULL,
    credits        int8 NOT NULL,
    account        int4 NOT NULL,
    effective_day  date NOT NULL,
    recorded_day   date NOT NULL
) PARTITION BY RANGE (first_row);

-- Guards. They never decide; they refuse what no code of ours does.
CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER batch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.batch
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE OR REPLACE TRIGGER log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.log
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- The application's role owns nothing, so what needs an owner is a function that does just that.
CREATE OR REPLACE FUNCTION ledger.create_book(p_book int4, p_partition_bits int2) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ledger.book (book, partition_bits) VALUES (p_book, p_partition_bits) ON CONFLICT DO NOTHING;
END $$;

-- Adds partition p_partition of a book, if it is missing. ATTACH lets readers of the parent go on.
CREATE OR REPLACE FUNCTION ledger.add_partition(p_book int4, p_partition int4) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    bits  int2 := (SELECT b.partition_bits FROM ledger.book b WHERE b.book = p_book);
    low   int8 := (p_book::int8 << 44) | (p_partition::int8 << bits);
    high  int8 := (p_book::int8 << 44) + ((p_partition::int8 + 1) << bits);
    leaf  text;
    base  text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.add_partition', p_book));
    FOREACH base IN ARRAY ARRAY['log', 'day_delta'] LOOP
        leaf := format('%s_%s_%s', base, p_book, p_partition);
        CONTINUE WHEN to_regclass('ledger.' || leaf) IS NOT NULL;
        EXECUTE format('CREATE TABLE ledger.%I (LIKE ledger.%I INCLUDING DEFAULTS) WITH (autovacuum_enabled = off)',
            leaf, base);
        EXECUTE format('ALTER TABLE ledger.%I ATTACH PARTITION ledger.%I FOR VALUES FROM (%s) TO (%s)',
            base, leaf, low, high);
        IF base = 'log' THEN
            EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.%I '
                'FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()', leaf);
        END IF;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bursar_app') THEN
            EXECUTE format('GRANT SELECT, INSERT ON ledger.%I TO bursar_app', leaf);
        END IF;
    END LOOP;
END $$;

-- Indexes a full partition. A plain unique index lets readers go on while it is built; it then becomes the key.
CREATE OR REPLACE FUNCTION ledger.index_partition(p_book int4, p_partition int4) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    log_leaf  text := format('log_%s_%s', p_book, p_partition);
BEGIN
    -- Two nodes that index one partition at once would deadlock: the second waits, and finds it done.
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.index_partition', (p_book::int8 << 32) | p_partition));
    SET LOCAL maintenance_work_mem = '256MB';
    IF to_regclass('ledger.' || log_leaf || '_pkey') IS NULL THEN
        EXECUTE format('CREATE UNIQUE INDEX %I ON ledger.%I (seq)', log_leaf || '_pkey', log_leaf);
        EXECUTE format('ALTER TABLE ledger.%I ADD PRIMARY KEY USING INDEX %I', log_leaf, log_leaf || '_pkey');
    END IF;
    EXECUTE format('CREATE UNIQUE INDEX IF NOT EXISTS %I ON ledger.%I (key) WHERE key IS NOT NULL',
        log_leaf || '_key', log_leaf);
    EXECUTE format('ALTER TABLE ledger.%I RESET (autovacuum_enabled)', log_leaf);
END $$;

-- Indexes a partition's day deltas, after they were written and in the same transaction.
CREATE OR REPLACE FUNCTION ledger.index_day_deltas(p_book int4, p_partition int4) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    leaf  text := format('day_delta_%s_%s', p_book, p_partition);
BEGIN
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON ledger.%I (account, effective_day, recorded_day)',
        leaf || '_account', leaf);
    EXECUTE format('ALTER TABLE ledger.%I RESET (autovacuum_enabled)', leaf);
END $$;

-- An account's rows, newest first, by walking its own chain: one primary-key look-up a row, whatever the partition.
-- Rows must lie in sealed partitions.
CREATE OR REPLACE FUNCTION ledger.walk(p_account int4, p_from int8, p_limit int4) RETURNS SETOF ledger.log
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    book  int4 := p_from >> 44;
    bits  int2 := (SELECT b.partition_bits FROM ledger.book b WHERE b.book = p_from >> 44);
    at    int8 := p_from;
    entry ledger.log;
BEGIN
    FOR i IN 1..p_limit LOOP
        EXIT WHEN at = 0;
        EXECUTE format('SELECT * FROM ledger.log_%s_%s WHERE seq = %s',
            book, (at & ((1::int8 << 44) - 1)) >> bits, at) INTO entry;
        EXIT WHEN entry.seq IS NULL;
        RETURN NEXT entry;
        at := CASE WHEN entry.debit = p_account THEN entry.debit_prev ELSE entry.credit_prev END;
    END LOOP;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bursar_app') THEN
        GRANT USAGE ON SCHEMA ledger TO bursar_app;
        GRANT SELECT ON ledger.book TO bursar_app;
        GRANT SELECT, INSERT ON ledger.batch, ledger.log, ledger.seal, ledger.day_delta TO bursar_app;
        GRANT SELECT, INSERT, UPDATE ON ledger.account, ledger.claim, ledger.setting TO bursar_app;
    END IF;
END $$;
