-- When people want a move to cut over, whatever its list says: now, not before a time (milliseconds, UTC), or not yet.
ALTER TABLE evac_migration ADD COLUMN cutover_wish VARCHAR(8);
ALTER TABLE evac_migration ADD COLUMN cutover_at BIGINT;
ALTER TABLE evac_migration ADD COLUMN cutover_hours VARCHAR(8);
