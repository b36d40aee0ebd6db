-- What payers have answered and not ordered yet, between two steps of a form. A row is sealed with a key that only the
-- address of its page holds (and the cookie of its browser): who reads the database alone reads no answer.

CREATE TABLE kept_answers (
    -- Derived from the address, which cannot be told from it.
    name BYTEA NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    -- A number for the network that they came from; none for this machine.
    network BIGINT,
    -- What the row counts for, in bytes.
    weight BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    -- Empty once they became an order.
    sealed BYTEA NOT NULL,
    order_token TEXT
);

CREATE INDEX kept_answers_of_network ON kept_answers (environment, network, used_at, weight);
CREATE INDEX kept_answers_by_use ON kept_answers (used_at);
