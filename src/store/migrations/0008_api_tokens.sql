-- Tokens with which the beneficiaries' own systems call the API. Of the secret only the SHA-256 is kept.

CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    beneficiary TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    -- What it is for.
    label TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- The last day in Chișinău: 2026-12-31.
    expires_on TEXT,
    revoked_at BIGINT
);
