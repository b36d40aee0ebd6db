-- When the answers of a link that is over were forgotten. Who made it, when, for which service and what came of it stays.
ALTER TABLE links ADD COLUMN forgotten_at BIGINT;
CREATE INDEX links_with_answers ON links (environment, expires_on, revoked_at) WHERE forgotten_at IS NULL;
