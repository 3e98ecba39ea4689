-- People who log in, without their passwords: a slow, salted hash of each.
CREATE TABLE evac_user (
  -- Another collation would take "jo " for "jo".
  name    VARCHAR(64) COLLATE utf8mb4_0900_bin PRIMARY KEY,
  hash    VARCHAR(100) NOT NULL,
  role    VARCHAR(16) NOT NULL,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  actor   VARCHAR(200) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who asked for what, from where, and what came of it. Rows are added only.
CREATE TABLE evac_audit (
  number BIGINT AUTO_INCREMENT PRIMARY KEY,
  at     BIGINT NOT NULL,
  actor  VARCHAR(200) NOT NULL,
  way    VARCHAR(80) NOT NULL,
  origin VARCHAR(80) NOT NULL,
  method VARCHAR(80) NOT NULL,
  action VARCHAR(80) NOT NULL,
  object VARCHAR(400) NOT NULL,
  digest VARCHAR(64),
  reason VARCHAR(1000),
  status INT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX evac_audit_actor ON evac_audit (actor, number);
CREATE INDEX evac_audit_action ON evac_audit (action, number);
