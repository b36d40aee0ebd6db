-- Which orders count against the limit of their service: money came for them that was not given back.

ALTER TABLE orders ADD COLUMN holds_place BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE orders SET holds_place = TRUE WHERE EXISTS (
    SELECT 1 FROM payments p WHERE p.order_key = orders.order_key AND p.amount_bani > 0 AND p.position > COALESCE(
        (SELECT MAX(d.payments) FROM order_decisions d
         WHERE d.order_key = orders.order_key AND d.kind IN ('refund', 'refunded')), 0));

CREATE INDEX orders_holding_place ON orders (environment, beneficiary, service) WHERE holds_place;
