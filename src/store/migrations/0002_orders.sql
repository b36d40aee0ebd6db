-- Orders, their payments, and the signed messages that prove them.

CREATE TABLE orders (
    order_key TEXT NOT NULL PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    version BIGINT NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    submission TEXT NOT NULL,
    -- The submission while the order can still be paid, then NULL: at most one such order exists per submission.
    open_submission TEXT UNIQUE,
    total_bani BIGINT NOT NULL,
    content TEXT NOT NULL,
    returned_at BIGINT,
    FOREIGN KEY (beneficiary, service, version) REFERENCES versions (beneficiary, service, number)
);

CREATE TABLE payments (
    payment_id TEXT NOT NULL PRIMARY KEY,
    order_key TEXT NOT NULL REFERENCES orders (order_key),
    -- 1, 2, 3 … within the order, in the order of arrival.
    position BIGINT NOT NULL,
    invoice_id TEXT,
    amount_bani BIGINT NOT NULL,
    paid_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    flag TEXT,
    UNIQUE (order_key, position)
);

CREATE TABLE payment_messages (
    payment_id TEXT NOT NULL PRIMARY KEY REFERENCES payments (payment_id),
    message BYTEA NOT NULL
);

CREATE TABLE refused_messages (
    seq BIGINT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    message BYTEA NOT NULL,
    -- Of the whole message, of which only the beginning is kept when it is oversized.
    length_bytes BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
