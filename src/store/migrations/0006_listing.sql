-- Finds the orders of a service in the order in which they were made.

CREATE INDEX orders_by_service ON orders (environment, beneficiary, service, created_at, order_key);
