-- Services, their versions, the files that those serve, and the log of what was served when.

-- Numbers that are given out without gaps and in the order of commits: the row is locked until the transaction ends.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('publication', 0), ('refused_message', 0);

CREATE TABLE services (
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    service_id TEXT NOT NULL UNIQUE,
    PRIMARY KEY (beneficiary, service)
);

CREATE TABLE versions (
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    hash TEXT NOT NULL,
    source TEXT NOT NULL,
    bundle TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (beneficiary, service, number),
    UNIQUE (beneficiary, service, hash),
    FOREIGN KEY (beneficiary, service) REFERENCES services (beneficiary, service)
);

-- What each environment serves.
CREATE TABLE served (
    environment TEXT NOT NULL,
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (environment, beneficiary, service),
    FOREIGN KEY (beneficiary, service, number) REFERENCES versions (beneficiary, service, number)
);

-- The names hold a hash of the bytes, so that versions share what did not change.
CREATE TABLE files (
    name TEXT NOT NULL PRIMARY KEY,
    media_type TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    gzip BYTEA,
    brotli BYTEA
);

CREATE TABLE version_files (
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL REFERENCES files (name),
    PRIMARY KEY (beneficiary, service, number, name),
    FOREIGN KEY (beneficiary, service, number) REFERENCES versions (beneficiary, service, number)
);

CREATE TABLE publications (
    seq BIGINT NOT NULL PRIMARY KEY,
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    environment TEXT NOT NULL,
    at BIGINT NOT NULL,
    FOREIGN KEY (beneficiary, service, number) REFERENCES versions (beneficiary, service, number)
);
