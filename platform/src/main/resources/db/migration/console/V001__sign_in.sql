-- Who may look at the console. Nothing exists yet, so no lock is waited for. Everything may be run twice.

CREATE TABLE IF NOT EXISTS console.sign_in_link (
    hash        bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    CONSTRAINT sign_in_link_pkey PRIMARY KEY (hash),
    CONSTRAINT sign_in_link_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

CREATE TABLE IF NOT EXISTS console.session (
    hash        bytea NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at     timestamptz NOT NULL,
    ended_at    timestamptz,
    browser     text NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (hash),
    CONSTRAINT session_hash_is_sha256 CHECK (octet_length(hash) = 32),
    CONSTRAINT session_browser_length CHECK (length(browser) <= 300)
);

-- One row: where the console was last opened, so that a link can be made by another process.
CREATE TABLE IF NOT EXISTS console.address (
    is_only     bool NOT NULL DEFAULT true,
    url         text NOT NULL,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT address_pkey PRIMARY KEY (is_only),
    CONSTRAINT address_is_only CHECK (is_only)
);

COMMENT ON TABLE console.sign_in_link IS 'One row a link, for ever: who signed in when. Each lets one browser in, once.';
COMMENT ON TABLE console.session IS 'One row a session, for ever. In force: not ended, before ends_at, seen lately.';
COMMENT ON COLUMN console.sign_in_link.hash IS 'SHA-256 of the token in the link; the token itself is kept nowhere.';
COMMENT ON COLUMN console.session.hash IS 'SHA-256 of the token in the cookie; the token itself is kept nowhere.';
COMMENT ON COLUMN console.session.seen_at IS 'When somebody last opened a page, to the minute. Live updates do not count.';
COMMENT ON COLUMN console.session.browser IS 'What the browser called itself.';

GRANT USAGE ON SCHEMA console TO bursar_app;
GRANT SELECT, INSERT ON console.sign_in_link, console.session, console.address TO bursar_app;
GRANT UPDATE (used_at) ON console.sign_in_link TO bursar_app;
GRANT UPDATE (seen_at, ended_at) ON console.session TO bursar_app;
GRANT UPDATE (url, opened_at) ON console.address TO bursar_app;
