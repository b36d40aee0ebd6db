-- Orders, their payments, and the signed messages that prove them.

CREATE TABLE orders (
    order_key TEXT NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    beneficiary TEXT NOT NULL,
    service TEXT NOT NULL,
    version BIGINT NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    submission TEXT NOT NULL,
    -- The submission while the order can still be paid, then NULL: at most one such order exists per submission.
    open_submission TEXT,
    total_bani BIGINT NOT NULL,
    content TEXT NOT NULL,
    returned_at BIGINT,
    UNIQUE (environment, open_submission),
    FOREIGN KEY (beneficiary, service, version) REFERENCES versions (beneficiary, service, number)
);

-- Two MPays may give out the same payment id.
CREATE TABLE payments (
    environment TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    order_key TEXT NOT NULL REFERENCES orders (order_key),
    -- 1, 2, 3 … within the order, in the order of arrival.
    position BIGINT NOT NULL,
    invoice_id TEXT,
    amount_bani BIGINT NOT NULL,
    paid_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    flag TEXT,
    PRIMARY KEY (environment, payment_id),
    UNIQUE (order_key, position)
);

CREATE TABLE payment_messages (
    environment TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    message BYTEA NOT NULL,
    PRIMARY KEY (environment, payment_id),
    FOREIGN KEY (environment, payment_id) REFERENCES payments (environment, payment_id)
);

CREATE TABLE refused_messages (
    seq BIGINT NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    -- What the message is about: repetitions of it are kept once.
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    message BYTEA NOT NULL,
    -- Of the whole message, of which only the beginning is kept when it is oversized.
    length_bytes BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE (environment, subject)
);
