-- Orders that ask for the same thing are looked for among those that were paid alone: however many others there are, a
-- form costs the same.

DROP INDEX orders_alike;
CREATE INDEX orders_paid_alike ON orders (environment, likeness, created_at) WHERE holds_place;
