-- What is unusual about a payment beside the flag in its own row: a payment can have several, each settled by itself. The
-- own row keeps the weightiest of the flags that a program of before this step can read, and its settling stays in
-- settled_flags; the two never hold the same flag.

CREATE TABLE payment_flags (
    environment TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    flag TEXT NOT NULL,
    -- What exactly, for a person.
    note TEXT,
    -- As in the payment's own row.
    received_at BIGINT NOT NULL,
    -- Who dealt with it, why and when: all or none.
    settled_by TEXT,
    reason TEXT,
    settled_at BIGINT,
    PRIMARY KEY (environment, payment_id, flag),
    FOREIGN KEY (environment, payment_id) REFERENCES payments (environment, payment_id)
);
CREATE INDEX payment_flags_open ON payment_flags (environment, received_at) WHERE settled_at IS NULL;

-- Of what a refused message tells, where that can be read: whether the payment was recorded after all.
ALTER TABLE refused_messages ADD COLUMN order_key TEXT;
ALTER TABLE refused_messages ADD COLUMN payment_id TEXT;
