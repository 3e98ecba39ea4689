-- Windows: how long those of a schedule are, and the one that a run is in. Times in milliseconds, UTC where they are instants.
CREATE TABLE evac_window (
  run      VARCHAR(16) PRIMARY KEY,
  opens    BIGINT NOT NULL,
  lockout  BIGINT NOT NULL,
  closes   BIGINT NOT NULL,
  capacity INT NOT NULL,
  followed BOOLEAN NOT NULL,
  zone     VARCHAR(64) NOT NULL,
  CONSTRAINT evac_window_run FOREIGN KEY (run) REFERENCES evac_run (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE evac_schedule
  ADD COLUMN ends_at VARCHAR(40),
  ADD COLUMN lasts BIGINT,
  ADD COLUMN lockout BIGINT,
  ADD COLUMN capacity INT;
