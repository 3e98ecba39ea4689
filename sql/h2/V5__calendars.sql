-- Calendars that close windows, and what is copied ahead of a window. Times in milliseconds.
ALTER TABLE evac_schedule ADD COLUMN pre_sync BIGINT;
ALTER TABLE evac_schedule ADD COLUMN top_up BIGINT;
ALTER TABLE evac_schedule ADD COLUMN pre_sync_stop BIGINT;
ALTER TABLE evac_window ADD COLUMN pre_sync BIGINT;
ALTER TABLE evac_window ADD COLUMN top_up BIGINT;
ALTER TABLE evac_window ADD COLUMN pre_sync_stop BIGINT;

CREATE TABLE evac_calendar (
  schedule VARCHAR(64) NOT NULL,
  place    INT NOT NULL,
  name     VARCHAR(255) NOT NULL,
  ics      CHARACTER LARGE OBJECT NOT NULL,
  PRIMARY KEY (schedule, place),
  CONSTRAINT evac_calendar_schedule FOREIGN KEY (schedule) REFERENCES evac_schedule (name) ON DELETE CASCADE
);
