-- Rules by which payments find their gateways, and what was decided by them. Nothing exists yet, so no lock is waited for.

CREATE TABLE IF NOT EXISTS routing.rule_set (
    id            uuid NOT NULL,
    book          int4 NOT NULL,
    version       int4 NOT NULL,
    status        text NOT NULL,
    description   text,
    rules         jsonb NOT NULL,
    activated_at  timestamptz,
    CONSTRAINT rule_set_pkey PRIMARY KEY (id),
    CONSTRAINT rule_set_version UNIQUE (book, version),
    CONSTRAINT rule_set_status CHECK (status IN ('draft', 'active', 'retired')),
    CONSTRAINT rule_set_was_activated CHECK ((status = 'draft') = (activated_at IS NULL))
);

CREATE INDEX IF NOT EXISTS rule_set_list ON routing.rule_set (book, id);
-- Never two at once, whoever activates.
CREATE UNIQUE INDEX IF NOT EXISTS rule_set_active ON routing.rule_set (book) WHERE status = 'active';

COMMENT ON TABLE routing.rule_set IS 'Ordered rules; what they say never changes, a change is a further version.';

CREATE TABLE IF NOT EXISTS routing.decision (
    id        uuid NOT NULL,
    intent    uuid NOT NULL,
    book      int4 NOT NULL,
    rule_set  uuid,
    gateway   text NOT NULL,
    body      jsonb NOT NULL,
    CONSTRAINT decision_pkey PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS decision_list ON routing.decision (book, id);
CREATE INDEX IF NOT EXISTS decision_of_intent ON routing.decision (intent);

COMMENT ON TABLE routing.decision IS 'Why a try at a gateway was made there; written in the commit that writes the try.';
COMMENT ON COLUMN routing.decision.id IS 'The attempt''s.';
COMMENT ON COLUMN routing.decision.rule_set IS 'Null: none was active.';

CREATE OR REPLACE FUNCTION routing.guard_rule_set() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'rule sets are never deleted: decisions name them' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.book, OLD.version, OLD.description, OLD.rules)
        IS DISTINCT FROM (NEW.id, NEW.book, NEW.version, NEW.description, NEW.rules) THEN
        RAISE EXCEPTION 'rule set %: what it says does not change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'draft' AND OLD.status <> 'draft' THEN
        RAISE EXCEPTION 'rule set %: it was in force', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION routing.guard_decision() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what was decided is neither changed nor deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER rule_set_guard BEFORE UPDATE OR DELETE ON routing.rule_set
    FOR EACH ROW EXECUTE FUNCTION routing.guard_rule_set();
CREATE OR REPLACE TRIGGER rule_set_kept BEFORE TRUNCATE ON routing.rule_set
    FOR EACH STATEMENT EXECUTE FUNCTION routing.guard_decision();
CREATE OR REPLACE TRIGGER decision_guard BEFORE UPDATE OR DELETE ON routing.decision
    FOR EACH ROW EXECUTE FUNCTION routing.guard_decision();
CREATE OR REPLACE TRIGGER decision_kept BEFORE TRUNCATE ON routing.decision
    FOR EACH STATEMENT EXECUTE FUNCTION routing.guard_decision();

GRANT USAGE ON SCHEMA routing TO bursar_app;
GRANT SELECT, INSERT ON routing.rule_set, routing.decision TO bursar_app;
GRANT UPDATE (status, activated_at) ON routing.rule_set TO bursar_app;
