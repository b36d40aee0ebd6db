-- What proofs of work are signed with while a siege lasts: a secret for each day, which all processes of the database share.

CREATE TABLE siege_secrets (
    environment TEXT NOT NULL,
    -- Days since 1970-01-01, UTC.
    day BIGINT NOT NULL,
    secret BYTEA NOT NULL,
    PRIMARY KEY (environment, day)
);
