-- Notices: what has happened since they were last looked at, and who is still to be told. Times in milliseconds, UTC.
CREATE TABLE evac_happening (
  event   BIGINT PRIMARY KEY,
  what    VARCHAR(32) NOT NULL,
  subject VARCHAR(160) NOT NULL,
  move    VARCHAR(50),
  at      BIGINT NOT NULL,
  text    VARCHAR(4000) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE evac_notice (
  id       BIGINT AUTO_INCREMENT PRIMARY KEY,
  event    BIGINT NOT NULL,
  what     VARCHAR(32) NOT NULL,
  subject  VARCHAR(160) NOT NULL,
  move     VARCHAR(50),
  at       BIGINT NOT NULL,
  text     VARCHAR(4000) NOT NULL,
  kind     VARCHAR(16) NOT NULL,
  address  VARCHAR(1000) NOT NULL,
  attempts INT NOT NULL,
  due      BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX evac_notice_due ON evac_notice (due);

ALTER TABLE evac_schedule ADD COLUMN notify LONGTEXT;
