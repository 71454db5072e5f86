-- Filters have another size now, one for all partitions of a book. Those of partitions sealed before are emptied: the
-- engine makes them from the partition's keys when it opens the book.
UPDATE ledger.seal SET key_filter = '' WHERE key_filter <> '';
