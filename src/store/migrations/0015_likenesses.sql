-- Which orders that got money ask for the same thing of the same person. It is a table of its own, so that no index has to be
-- made of orders that are there already: it is filled little by little. A program one step older goes on by orders.likeness.

-- One secret for good: another one would make all likenesses others.
CREATE TABLE likeness_keys (
    number BIGINT NOT NULL PRIMARY KEY,
    secret BYTEA NOT NULL
);

CREATE TABLE likenesses (
    order_key TEXT NOT NULL PRIMARY KEY REFERENCES orders (order_key),
    environment TEXT NOT NULL,
    likeness TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX likenesses_found ON likenesses (environment, likeness, created_at);
