-- Calendars that close windows, and what is copied ahead of a window. Times in milliseconds.
CREATE TABLE evac_calendar (
  schedule VARCHAR(64) NOT NULL,
  place    INT NOT NULL,
  name     VARCHAR(255) NOT NULL,
  ics      LONGTEXT NOT NULL,
  PRIMARY KEY (schedule, place),
  CONSTRAINT evac_calendar_schedule FOREIGN KEY (schedule) REFERENCES evac_schedule (name) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE evac_schedule
  ADD COLUMN pre_sync BIGINT,
  ADD COLUMN top_up BIGINT,
  ADD COLUMN pre_sync_stop BIGINT;

ALTER TABLE evac_window
  ADD COLUMN pre_sync BIGINT,
  ADD COLUMN top_up BIGINT,
  ADD COLUMN pre_sync_stop BIGINT;
