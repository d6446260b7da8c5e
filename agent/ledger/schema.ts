/** Raised with every change of the tables below; a file of a higher one is left alone. */
export const SCHEMA = 2

/** Reports that wait to be entries, one row a subject, and how many were folded into each. New in version 2. */
export const HELD = `
CREATE TABLE held (
  place INTEGER PRIMARY KEY,
  what TEXT NOT NULL,
  -- A detection, a condition or a kind of report; empty where too many were held to tell them apart.
  subject TEXT NOT NULL,
  account TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 1),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  -- The newest of them.
  body TEXT,
  UNIQUE (what, subject, account)
) STRICT;
`

export const TABLES = `
CREATE TABLE entry (
  epoch TEXT NOT NULL,
  seq INTEGER PRIMARY KEY CHECK (seq >= 1),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  account TEXT,
  body TEXT,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  erasedOn INTEGER,
  UNIQUE (epoch, seq),
  CHECK ((body IS NULL) = (erasedOn IS NOT NULL))
) STRICT;
CREATE INDEX entry_kept ON entry (kind, at) WHERE body IS NOT NULL;

-- One row: which epoch this file is, and up to where the console has it.
CREATE TABLE ledger (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  epoch TEXT NOT NULL,
  acknowledged INTEGER NOT NULL CHECK (acknowledged >= 0)
) STRICT;

-- Repeats of an hour that has not been made an entry yet.
CREATE TABLE open (
  detection TEXT NOT NULL,
  hour INTEGER NOT NULL,
  account TEXT,
  count INTEGER NOT NULL CHECK (count >= 1),
  PRIMARY KEY (detection, hour)
) STRICT, WITHOUT ROWID;

-- What was last reported of each detection that is not gone.
CREATE TABLE known (detection TEXT PRIMARY KEY, report TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What the entries add up to per detection; outlives the erasure of bodies.
CREATE TABLE history (
  detection TEXT PRIMARY KEY,
  account TEXT,
  -- Null for a trace: it starts no clock.
  tool TEXT,
  firstSeen INTEGER NOT NULL,
  noticesShown INTEGER NOT NULL DEFAULT 0,
  lastNotice INTEGER,
  -- What the last notice spoke of, and when one last reached nobody.
  lastResponse TEXT,
  missed INTEGER,
  deferralsUsed INTEGER NOT NULL DEFAULT 0,
  deferredUntil INTEGER,
  pausedFor INTEGER NOT NULL DEFAULT 0,
  disputedSince INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX history_clock ON history (tool, account);
${HELD}
PRAGMA user_version = ${SCHEMA};
`

/**
 * Entries never change: refused is whatever is not a new last row, or the erasure of a body with its date.
 * These guard against our own mistakes; against somebody with the file in hand, the chain does.
 */
export const TRIGGERS = `
CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry) OR NEW.body IS NULL
  OR NEW.epoch <> (SELECT epoch FROM ledger)
BEGIN SELECT raise(ABORT, 'an entry follows the last one'); END;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
WHEN OLD.body IS NULL OR NEW.body IS NOT NULL OR NEW.epoch <> OLD.epoch OR NEW.seq <> OLD.seq OR NEW.at <> OLD.at
  OR NEW.kind <> OLD.kind OR NEW.account IS NOT OLD.account OR NEW.digest <> OLD.digest OR NEW.hash <> OLD.hash
  OR OLD.seq > (SELECT acknowledged FROM ledger)
BEGIN SELECT raise(ABORT, 'entries never change'); END;

CREATE TRIGGER entry_remains BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'entries are never taken out'); END;
`
