-- What all transfers of a run may send together: 200Mbit, none, or by the time of day 08:00-18:00=100Mbit,18:00-08:00=1Gbit.
ALTER TABLE evac_run ADD COLUMN bandwidth VARCHAR(1000);
ALTER TABLE evac_schedule ADD COLUMN bandwidth VARCHAR(1000) DEFAULT 'none' NOT NULL;
