-- Which orders ask for the same thing, whoever's browser made them: for the warning before paying twice.
ALTER TABLE orders ADD COLUMN likeness TEXT;
CREATE INDEX orders_alike ON orders (environment, likeness);
