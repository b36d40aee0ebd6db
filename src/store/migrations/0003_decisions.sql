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
    environment TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (environment, payment_id),
    FOREIGN KEY (environment, payment_id) REFERENCES payments (environment, payment_id)
);

CREATE INDEX payments_flagged ON payments (environment, received_at) WHERE flag IS NOT NULL;
