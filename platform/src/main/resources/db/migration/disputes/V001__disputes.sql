-- Disputes, what is answered to them, warnings of fraud, files. Nothing exists yet, so no lock is waited for.
-- No foreign keys: rows are written with the payment that they are about, in one commit that names it, and never
-- deleted.

CREATE TABLE IF NOT EXISTS disputes.dispute (
    id                  uuid NOT NULL,
    book                int4 NOT NULL,
    version             int8 NOT NULL DEFAULT 1,
    state               text NOT NULL,
    intent              uuid NOT NULL,
    charge              uuid NOT NULL,
    gateway             text NOT NULL,
    provider_dispute    text NOT NULL,
    amount              int8 NOT NULL,
    currency            text NOT NULL,
    reason              text NOT NULL,
    withdrawn           int8 NOT NULL DEFAULT 0,
    reinstated          int8 NOT NULL DEFAULT 0,
    fee                 int8 NOT NULL DEFAULT 0,
    due_by              timestamptz,
    body                jsonb NOT NULL,
    warn_at             timestamptz,
    created_at          timestamptz NOT NULL,
    CONSTRAINT dispute_pkey PRIMARY KEY (id),
    CONSTRAINT dispute_one_at_gateway UNIQUE (gateway, provider_dispute),
    CONSTRAINT dispute_state CHECK (state IN ('warning_needs_response', 'warning_under_review', 'warning_closed',
        'needs_response', 'under_review', 'won', 'lost', 'prevented')),
    CONSTRAINT dispute_moved CHECK (amount > 0 AND withdrawn >= 0 AND reinstated >= 0)
);

CREATE INDEX IF NOT EXISTS dispute_list ON disputes.dispute (book, id);
CREATE INDEX IF NOT EXISTS dispute_of_intent ON disputes.dispute (intent);
CREATE INDEX IF NOT EXISTS dispute_of_charge ON disputes.dispute (charge);
-- Deadlines, soonest first: what is answered or decided leaves it.
CREATE INDEX IF NOT EXISTS dispute_to_warn ON disputes.dispute (warn_at) WHERE warn_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS dispute_due ON disputes.dispute (due_by)
    WHERE state IN ('needs_response', 'warning_needs_response');

-- An answer to a dispute: one call with an effect at a gateway; written before it is made.
CREATE TABLE IF NOT EXISTS disputes.submission (
    id              uuid NOT NULL,
    dispute         uuid NOT NULL,
    book            int4 NOT NULL,
    kind            text NOT NULL,
    state           text NOT NULL,
    body            jsonb NOT NULL,
    look_at         timestamptz,
    created_at      timestamptz NOT NULL,
    CONSTRAINT submission_pkey PRIMARY KEY (id),
    CONSTRAINT submission_kind CHECK (kind IN ('evidence', 'accept')),
    CONSTRAINT submission_state CHECK (state IN ('prepared', 'unknown', 'succeeded', 'failed'))
);

CREATE INDEX IF NOT EXISTS submission_of_dispute ON disputes.submission (dispute);
-- One at a time.
CREATE UNIQUE INDEX IF NOT EXISTS submission_one_open ON disputes.submission (dispute)
    WHERE state IN ('prepared', 'unknown');
CREATE INDEX IF NOT EXISTS submission_to_look_at ON disputes.submission (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS disputes.fraud_warning (
    id                  uuid NOT NULL,
    book                int4 NOT NULL,
    intent              uuid NOT NULL,
    charge              uuid NOT NULL,
    gateway             text NOT NULL,
    provider_warning    text NOT NULL,
    type                text NOT NULL,
    created_at          timestamptz NOT NULL,
    CONSTRAINT fraud_warning_pkey PRIMARY KEY (id),
    CONSTRAINT fraud_warning_one_at_gateway UNIQUE (gateway, provider_warning)
);

CREATE INDEX IF NOT EXISTS fraud_warning_list ON disputes.fraud_warning (book, id);

CREATE TABLE IF NOT EXISTS disputes.file (
    id              uuid NOT NULL,
    book            int4 NOT NULL,
    purpose         text NOT NULL,
    name            text NOT NULL,
    type            text NOT NULL,
    sha256          text NOT NULL,
    content         bytea NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT file_pkey PRIMARY KEY (id),
    CONSTRAINT file_purpose CHECK (purpose IN ('dispute_evidence')),
    CONSTRAINT file_type CHECK (type IN ('application/pdf', 'image/jpeg', 'image/png')),
    CONSTRAINT file_size CHECK (length(content) BETWEEN 1 AND 5242880)
);

CREATE INDEX IF NOT EXISTS file_list ON disputes.file (book, id);

-- Where a file was left with a gateway.
CREATE TABLE IF NOT EXISTS disputes.file_at_gateway (
    file            uuid NOT NULL,
    gateway         text NOT NULL,
    provider_file   text NOT NULL,
    CONSTRAINT file_at_gateway_pkey PRIMARY KEY (file, gateway)
);

-- The transitions that there are. The same table stands in the code, and a test compares the two.
CREATE TABLE IF NOT EXISTS disputes.edge (
    what        text NOT NULL,
    old_state   text NOT NULL,
    new_state   text NOT NULL,
    CONSTRAINT edge_pkey PRIMARY KEY (what, old_state, new_state)
);

INSERT INTO disputes.edge (what, old_state, new_state) VALUES
    ('dispute', 'warning_needs_response', 'warning_under_review'),
    ('dispute', 'warning_needs_response', 'warning_closed'),
    ('dispute', 'warning_needs_response', 'needs_response'),
    ('dispute', 'warning_needs_response', 'under_review'),
    ('dispute', 'warning_needs_response', 'won'),
    ('dispute', 'warning_needs_response', 'lost'),
    ('dispute', 'warning_needs_response', 'prevented'),
    ('dispute', 'warning_under_review', 'warning_needs_response'),
    ('dispute', 'warning_under_review', 'warning_closed'),
    ('dispute', 'warning_under_review', 'needs_response'),
    ('dispute', 'warning_under_review', 'under_review'),
    ('dispute', 'warning_under_review', 'won'),
    ('dispute', 'warning_under_review', 'lost'),
    ('dispute', 'warning_under_review', 'prevented'),
    -- Backward at the bank: an inquiry that was closed becomes a dispute after all.
    ('dispute', 'warning_closed', 'needs_response'),
    ('dispute', 'warning_closed', 'under_review'),
    ('dispute', 'warning_closed', 'won'),
    ('dispute', 'warning_closed', 'lost'),
    ('dispute', 'needs_response', 'under_review'),
    ('dispute', 'needs_response', 'warning_closed'),
    ('dispute', 'needs_response', 'won'),
    ('dispute', 'needs_response', 'lost'),
    ('dispute', 'needs_response', 'prevented'),
    -- Backward at the bank: it wants more evidence.
    ('dispute', 'under_review', 'needs_response'),
    ('dispute', 'under_review', 'warning_closed'),
    ('dispute', 'under_review', 'won'),
    ('dispute', 'under_review', 'lost'),
    ('dispute', 'under_review', 'prevented'),
    -- Backward at the bank: it takes the case up again.
    ('dispute', 'won', 'lost'),
    ('dispute', 'lost', 'won'),
    ('submission', 'prepared', 'unknown'),
    ('submission', 'prepared', 'succeeded'),
    ('submission', 'prepared', 'failed'),
    ('submission', 'unknown', 'succeeded'),
    ('submission', 'unknown', 'failed'),
    -- Late success.
    ('submission', 'failed', 'succeeded')
ON CONFLICT DO NOTHING;

COMMENT ON TABLE disputes.dispute IS 'Payments that payers have their bank take back; one row each, for ever.';
COMMENT ON COLUMN disputes.dispute.warn_at IS 'When somebody is to be told that its deadline is near, or passed.';
COMMENT ON COLUMN disputes.submission.look_at IS
    'When to ask the gateway. Also a lease: who asks moves it ahead. It guards nothing, versions and keys do.';
COMMENT ON TABLE disputes.file IS 'What is given as evidence, so that it can be sent to whichever gateway.';

-- States go by the table above, what moved only grows, and nothing is deleted, whoever tries.
CREATE OR REPLACE FUNCTION disputes.guard_dispute() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'disputes are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT EXISTS (
        SELECT FROM disputes.edge e WHERE e.what = 'dispute' AND e.old_state = OLD.state AND e.new_state = NEW.state) THEN
        RAISE EXCEPTION 'a dispute does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.withdrawn < OLD.withdrawn OR NEW.reinstated < OLD.reinstated THEN
        RAISE EXCEPTION 'dispute %: what was withdrawn or reinstated does not become less', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.book, OLD.intent, OLD.charge, OLD.gateway, OLD.provider_dispute, OLD.amount, OLD.currency,
            OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.book, NEW.intent, NEW.charge, NEW.gateway, NEW.provider_dispute, NEW.amount,
            NEW.currency, NEW.created_at)
        OR NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'dispute %: what it is about stays, the version grows by one', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION disputes.guard_submission() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'submissions are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT EXISTS (
        SELECT FROM disputes.edge e
        WHERE e.what = 'submission' AND e.old_state = OLD.state AND e.new_state = NEW.state) THEN
        RAISE EXCEPTION 'a submission does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.dispute, OLD.book, OLD.kind, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.dispute, NEW.book, NEW.kind, NEW.created_at) THEN
        RAISE EXCEPTION 'submission %: what it is does not change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION disputes.guard_fact() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'this is neither changed nor deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER dispute_guard BEFORE UPDATE OR DELETE ON disputes.dispute
    FOR EACH ROW EXECUTE FUNCTION disputes.guard_dispute();
CREATE OR REPLACE TRIGGER submission_guard BEFORE UPDATE OR DELETE ON disputes.submission
    FOR EACH ROW EXECUTE FUNCTION disputes.guard_submission();
CREATE OR REPLACE TRIGGER fraud_warning_guard BEFORE UPDATE OR DELETE ON disputes.fraud_warning
    FOR EACH ROW EXECUTE FUNCTION disputes.guard_fact();
CREATE OR REPLACE TRIGGER file_guard BEFORE UPDATE OR DELETE ON disputes.file
    FOR EACH ROW EXECUTE FUNCTION disputes.guard_fact();
CREATE OR REPLACE TRIGGER dispute_kept BEFORE TRUNCATE ON disputes.dispute
    FOR EACH STATEMENT EXECUTE FUNCTION disputes.guard_fact();
CREATE OR REPLACE TRIGGER submission_kept BEFORE TRUNCATE ON disputes.submission
    FOR EACH STATEMENT EXECUTE FUNCTION disputes.guard_fact();
CREATE OR REPLACE TRIGGER file_kept BEFORE TRUNCATE ON disputes.file
    FOR EACH STATEMENT EXECUTE FUNCTION disputes.guard_fact();

GRANT USAGE ON SCHEMA disputes TO bursar_app;
GRANT SELECT ON disputes.edge TO bursar_app;
GRANT SELECT, INSERT ON disputes.dispute, disputes.submission, disputes.fraud_warning, disputes.file,
    disputes.file_at_gateway TO bursar_app;
GRANT UPDATE (version, state, withdrawn, reinstated, fee, due_by, body, warn_at) ON disputes.dispute TO bursar_app;
GRANT UPDATE (state, body, look_at) ON disputes.submission TO bursar_app;
