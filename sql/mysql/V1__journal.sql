-- Evac's own tables. Times are milliseconds since 1970 (UTC), booleans are booleans, words are the enums' names.

-- Who we are: one row, made on the first start.
CREATE TABLE evac_installation (
  one     INT PRIMARY KEY CHECK (one = 1),
  id      CHAR(8) NOT NULL,
  created BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The last number given out; its row is also the lock under which runs are created.
CREATE TABLE evac_sequence (
  name       VARCHAR(32) PRIMARY KEY,
  given BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO evac_sequence (name, given) VALUES ('run', 0);

CREATE TABLE evac_plan (
  number  BIGINT AUTO_INCREMENT PRIMARY KEY,
  id      VARCHAR(40) NOT NULL,
  digest  CHAR(64) NOT NULL,
  list    VARCHAR(1024) NOT NULL,
  created BIGINT NOT NULL,
  refused INT NOT NULL,
  body    LONGTEXT NOT NULL,
  CONSTRAINT evac_plan_id UNIQUE (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE evac_run (
  number     BIGINT PRIMARY KEY,
  id         VARCHAR(16) NOT NULL,
  plan       VARCHAR(40) NOT NULL,
  state      VARCHAR(32) NOT NULL,
  sequence   INT NOT NULL,
  occurrence VARCHAR(160),
  created    BIGINT NOT NULL,
  started    BIGINT,
  ended      BIGINT,
  CONSTRAINT evac_run_id UNIQUE (id),
  CONSTRAINT evac_run_plan UNIQUE (plan),
  CONSTRAINT evac_run_of_plan FOREIGN KEY (plan) REFERENCES evac_plan (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX evac_run_state ON evac_run (state, number);

-- Which run answers for an occurrence: several may, when the world did not change between them.
CREATE TABLE evac_run_occurrence (
  occurrence VARCHAR(160) PRIMARY KEY,
  run        VARCHAR(16) NOT NULL,
  CONSTRAINT evac_occurrence_run FOREIGN KEY (run) REFERENCES evac_run (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The right to act on a run. Its row is locked by every write for the run: no newer epoch slips in between the check
-- and the write, and the events of a run become visible in the order of their numbers.
CREATE TABLE evac_lease (
  run     VARCHAR(16) PRIMARY KEY,
  owner   VARCHAR(64) NOT NULL,
  epoch   BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  CONSTRAINT evac_lease_run FOREIGN KEY (run) REFERENCES evac_run (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What the plan says of a move; never changed.
CREATE TABLE evac_move (
  id          VARCHAR(50) PRIMARY KEY,
  number      BIGINT NOT NULL,
  run         VARCHAR(16) NOT NULL,
  list_row    INT NOT NULL,
  instance    VARCHAR(64) NOT NULL,
  source      VARCHAR(64) NOT NULL,
  destination VARCHAR(64) NOT NULL,
  type        VARCHAR(32) NOT NULL,
  band        INT NOT NULL,
  position    INT NOT NULL,
  estimate    BIGINT NOT NULL,
  CONSTRAINT evac_move_run FOREIGN KEY (run) REFERENCES evac_run (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX evac_move_of_run ON evac_move (run, source, band, position);
CREATE INDEX evac_move_source ON evac_move (source, instance);
CREATE INDEX evac_move_destination ON evac_move (destination, instance);

-- How far it is. A table of its own, without other indexes: H2 writes every index of a row anew when one column changes.
CREATE TABLE evac_migration (
  move             VARCHAR(50) PRIMARY KEY,
  state            VARCHAR(32) NOT NULL,
  phase            VARCHAR(32),
  completed        VARCHAR(255) NOT NULL,
  attempt          INT NOT NULL,
  n                INT NOT NULL,
  homeward         BOOLEAN NOT NULL,
  checkpoint       LONGTEXT NOT NULL,
  stopped_at       BIGINT,
  downtime_millis  BIGINT NOT NULL,
  failures         INT NOT NULL,
  cancel_requested BOOLEAN NOT NULL,
  -- An order to go home that has not begun yet, in words for people.
  home_order       VARCHAR(400),
  code             VARCHAR(32),
  message          VARCHAR(4000),
  open_phase       BIGINT
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Each stay of a move in a phase, for people.
CREATE TABLE evac_phase (
  number   BIGINT AUTO_INCREMENT PRIMARY KEY,
  run      VARCHAR(16) NOT NULL,
  move     VARCHAR(50) NOT NULL,
  phase    VARCHAR(32) NOT NULL,
  attempt  INT NOT NULL,
  homeward BOOLEAN NOT NULL,
  started  BIGINT NOT NULL,
  ended    BIGINT,
  outcome  VARCHAR(64)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX evac_phase_run ON evac_phase (run, number);

-- How far a transfer is, at most a second old; nothing is decided by it.
CREATE TABLE evac_progress (
  move        VARCHAR(50) PRIMARY KEY,
  bytes_done  BIGINT NOT NULL,
  bytes_total BIGINT NOT NULL,
  waiting_for VARCHAR(400),
  at          BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who did what, when and why; append-only. An intent is an event, its outcome another that names it.
CREATE TABLE evac_event (
  number BIGINT AUTO_INCREMENT PRIMARY KEY,
  at     BIGINT NOT NULL,
  run    VARCHAR(160) NOT NULL,
  move   VARCHAR(50),
  kind   VARCHAR(32) NOT NULL,
  actor  VARCHAR(200) NOT NULL,
  epoch  BIGINT,
  phase  VARCHAR(32),
  intent BIGINT,
  text   VARCHAR(4000) NOT NULL,
  CONSTRAINT evac_event_outcome UNIQUE (intent)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX evac_event_run ON evac_event (run, number);
CREATE INDEX evac_event_move ON evac_event (move, kind);

CREATE TABLE evac_schedule (
  name      VARCHAR(64) PRIMARY KEY,
  list_file VARCHAR(1024) NOT NULL,
  csv       LONGBLOB NOT NULL,
  policy    LONGTEXT NOT NULL,
  starts_at VARCHAR(40),
  cron      VARCHAR(120),
  zone      VARCHAR(64) NOT NULL,
  enabled   BOOLEAN NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A planned start that came: made once, whoever sees the firing first.
CREATE TABLE evac_occurrence (
  id        VARCHAR(160) PRIMARY KEY,
  schedule  VARCHAR(64) NOT NULL,
  planned   BIGINT NOT NULL,
  seen      BIGINT NOT NULL,
  actor     VARCHAR(200) NOT NULL,
  run       VARCHAR(16),
  problem   VARCHAR(4000),
  CONSTRAINT evac_occurrence_start UNIQUE (schedule, planned)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Hosts that take nothing for now, and whose wish that is. Here, not in a file: a standby must see them too.
CREATE TABLE evac_cordon (
  host  VARCHAR(64) PRIMARY KEY,
  actor VARCHAR(200) NOT NULL,
  at    BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
