-- What lists need of a version, apart from the bundle that it follows from: a row beside a long text is slow to reach.
-- A version that was published before has none until it is served.

CREATE TABLE summaries (
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    number BIGINT NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (beneficiary, service, number),
    FOREIGN KEY (beneficiary, service, number) REFERENCES versions (beneficiary, service, number)
);
