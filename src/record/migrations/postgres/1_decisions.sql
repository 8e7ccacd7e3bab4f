-- Rule sets by digest, whole: every file with its path, so that a decision can be made again under the rules of its day.
CREATE TABLE rulesets (
    digest      TEXT PRIMARY KEY NOT NULL,
    version     TEXT NOT NULL,
    first_used  TEXT NOT NULL,
    files       BYTEA NOT NULL -- gzip of a JSON list of paths and texts
);

-- Decisions: what was asked and what was answered, as digests. The input only where the operator keeps inputs, and
-- only sealed.
CREATE TABLE decisions (
    id             TEXT PRIMARY KEY NOT NULL,
    at             TEXT NOT NULL,
    key_id         TEXT,
    kind           TEXT NOT NULL,
    asked          TEXT NOT NULL,
    as_of          TEXT NOT NULL,
    ruleset        TEXT NOT NULL REFERENCES rulesets (digest),
    engine         TEXT NOT NULL,
    input_sha256   TEXT NOT NULL,
    input_bytes    BIGINT NOT NULL,
    answer_sha256  TEXT NOT NULL,
    answer_bytes   BIGINT NOT NULL,
    sealed_by      TEXT,
    sealed         BYTEA
);

CREATE INDEX decisions_at ON decisions (at);

-- What was deleted, so that it can be shown: a line for each run, each with the hash of the one before.
CREATE TABLE deletions (
    number      BIGINT PRIMARY KEY NOT NULL,
    at          TEXT NOT NULL,
    reason      TEXT NOT NULL,
    how_many    BIGINT NOT NULL,
    oldest      TEXT NOT NULL,
    newest      TEXT NOT NULL,
    ids_sha256  TEXT NOT NULL,
    before      TEXT NOT NULL,
    hash        TEXT NOT NULL
);

-- Ids are random and say nothing of anybody; they are kept so that a deleted decision can be told from one that never was.
CREATE TABLE deleted (
    id   TEXT PRIMARY KEY NOT NULL,
    at   TEXT NOT NULL,
    run  BIGINT NOT NULL
);

CREATE INDEX deleted_run ON deleted (run);
