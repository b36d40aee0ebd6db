-- What staff decide about orders and about payments that needed a person.

CREATE TABLE order_decisions (
    order_key TEXT NOT NULL REFERENCES orders (order_key),
    -- 1, 2, 3 … within the order.
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- How many payments the order had then.
    payments BIGINT NOT NULL,
    PRIMARY KEY (order_key, position)
);

-- A flagged payment that a person has dealt with.
CREATE TABLE settled_flags (
    payment_id TEXT NOT NULL PRIMARY KEY REFERENCES payments (payment_id),
    settled_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX payments_flagged ON payments (received_at) WHERE flag IS NOT NULL;
