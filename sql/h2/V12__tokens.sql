-- Tokens of the API, without their secrets: SHA-256 of 256 random bits.
CREATE TABLE evac_token (
  name    VARCHAR(64) PRIMARY KEY,
  digest  CHAR(64) NOT NULL,
  role    VARCHAR(16) NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  actor   VARCHAR(200) NOT NULL,
  CONSTRAINT evac_token_digest UNIQUE (digest)
);
