-- The third encoding of what is served as it is; NULL in files that are older than this step.
ALTER TABLE files ADD COLUMN zstd BYTEA;
