-- The hosts that users, tokens and schedules are for, by labels such as "rack=r7 site=berlin,rack=r8"; empty for every host.
ALTER TABLE evac_user ADD COLUMN scope VARCHAR(1000) DEFAULT '' NOT NULL;
ALTER TABLE evac_token ADD COLUMN scope VARCHAR(1000) DEFAULT '' NOT NULL;
ALTER TABLE evac_schedule ADD COLUMN scope VARCHAR(1000) DEFAULT '' NOT NULL;
