-- When people were told that a run will miss its window, in milliseconds, UTC; and how long before a start they are reminded.
ALTER TABLE evac_window ADD COLUMN warned BIGINT;
ALTER TABLE evac_schedule ADD COLUMN reminder BIGINT;
ALTER TABLE evac_schedule ADD COLUMN reminded BIGINT;
