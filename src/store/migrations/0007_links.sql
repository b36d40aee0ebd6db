-- Personal links, the keys that sign them, and the orders that came of them.

CREATE TABLE link_keys (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0),
    secret BYTEA NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE links (
    id TEXT NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    key_id BIGINT NOT NULL REFERENCES link_keys (id),
    -- What it answers, and what of it is locked.
    content TEXT NOT NULL,
    -- The last day in Chișinău: 2026-12-31.
    expires_on TEXT,
    uses_max BIGINT CHECK (uses_max > 0),
    reference TEXT,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT,
    UNIQUE (environment, beneficiary, service, reference),
    FOREIGN KEY (beneficiary, service) REFERENCES services (beneficiary, service)
);
CREATE INDEX links_made ON links (environment, made_at);

ALTER TABLE orders ADD COLUMN link TEXT REFERENCES links (id);
CREATE INDEX orders_of_links ON orders (link) WHERE link IS NOT NULL;
