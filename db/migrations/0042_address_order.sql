-- In the order of their making, so that a list that is loaded fills the end of each index instead of all of it. What
-- the time in it tells, the row says itself. (RFC 9562, 5.7)
ALTER TABLE addresses ALTER COLUMN id SET DEFAULT uuidv7();
