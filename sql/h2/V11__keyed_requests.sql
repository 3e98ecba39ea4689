-- What was answered to requests with an Idempotency-Key; without a status it is being answered. Kept for a day.
CREATE TABLE evac_request (
  id     CHAR(64) PRIMARY KEY,
  digest CHAR(64) NOT NULL,
  at     BIGINT NOT NULL,
  status INT,
  type   VARCHAR(100),
  body   BINARY LARGE OBJECT
);
CREATE INDEX evac_request_at ON evac_request (at);
