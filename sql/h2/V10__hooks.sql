-- What is called around hosts and cutovers of a run: none, or before-cutover=lb-out:stop,after-cutover=lb-in:go-on.
ALTER TABLE evac_run ADD COLUMN hooks VARCHAR(2000);
ALTER TABLE evac_schedule ADD COLUMN hooks VARCHAR(2000) DEFAULT 'none' NOT NULL;

-- A host (host/<name>) or a move whose hooks before it were begun and whose hooks behind it are still to be called.
CREATE TABLE evac_hook_open (
  run      VARCHAR(16) NOT NULL,
  subject  VARCHAR(80) NOT NULL,
  stage    VARCHAR(8) NOT NULL,
  homeward BOOLEAN NOT NULL,
  hooks    VARCHAR(2000) NOT NULL,
  PRIMARY KEY (run, subject),
  CONSTRAINT evac_hook_open_run FOREIGN KEY (run) REFERENCES evac_run (id)
);
